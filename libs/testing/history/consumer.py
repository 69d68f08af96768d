"""Judges the consumers: their effects against the numbers given, and against their own positions."""

from __future__ import annotations

from collections.abc import Iterator

from libs.testing.history.book import Book, Consumer
from libs.testing.history.breaches import Breach, Fault, at_fact, at_number
from libs.testing.history.lines import Applied, Fact
from libs.testing.history.log import differ, published_to

Once = dict[Fact, Applied]
"""The first effect of every fact that was committed, in the order of the effects."""


def judge_consumer(book: Book, name: str, consumer: Consumer) -> Iterator[Breach]:
    once: Once = {}
    for line in consumer.applied:
        if not book.is_committed(line.fact, line.unit):
            why = f"{at_fact(line.fact)} applied by {name}, never committed"
            yield Breach(Fault.PHANTOM, _where(book, line.fact), why)
        elif line.fact in once:
            epochs = f"epochs {once[line.fact].epoch} and {line.epoch}"
            yield Breach(Fault.DUPLICATED, _where(book, line.fact), f"applied twice by {name} ({epochs})")
        else:
            once[line.fact] = line
            yield from _number(book, name, line)
    yield from _order(book, name, consumer, once)
    torn = _half_batches(book, name, consumer, once) | _beyond_position(book, name, consumer, once)
    yield from torn.values()
    yield from _drained(book, name, consumer, once.keys() | consumer.kept.keys() | torn.keys())


def _where(book: Book, fact: Fact) -> str:
    number = book.number.get(fact)
    return at_number(number.at, number.sequence) if number else at_fact(fact)


def _number(book: Book, name: str, line: Applied) -> Iterator[Breach]:
    """Whether what was applied is what has the number."""
    number, where = book.number.get(line.fact), _where(book, line.fact)
    if number is None:
        yield Breach(Fault.PHANTOM, where, f"applied by {name}, never numbered")
    elif line.sequence and (line.at, line.sequence) != (number.at, number.sequence):
        yield Breach(Fault.OTHER_BYTES, where, f"applied by {name} under {at_number(line.at, line.sequence)}")
    elif differ(line.hash, number.hash):
        yield Breach(Fault.OTHER_BYTES, where, f"applied by {name} as {line.hash}, numbered as {number.hash}")


def _order(book: Book, name: str, consumer: Consumer, once: Once) -> Iterator[Breach]:
    highest: dict[tuple[str, str], int] = {}
    for fact in once:
        topic, key, place = fact
        before = highest.get((topic, key), 0)
        if place < before:
            yield Breach(Fault.REORDERED, _where(book, fact), f"{at_fact(fact)} applied by {name} after place {before}")
        highest[topic, key] = max(before, place)
    for fact, letter in consumer.kept.items():
        topic, key, place = fact
        if fact not in once and not letter.discarded and place < highest.get((topic, key), 0):
            why = f"{at_fact(fact)} waits as a letter at {name}, and place {highest[topic, key]} is applied"
            yield Breach(Fault.REORDERED, _where(book, fact), why)


def _half_batches(book: Book, name: str, consumer: Consumer, once: Once) -> dict[Fact, Breach]:
    """What a commit passed over that has other effects."""
    torn: dict[Fact, Breach] = {}
    for partition, (low, high) in {(line.at, line.fence) for line in once.values() if line.fence}:
        given = book.given.get(partition, {})
        for fact in (given[sequence].fact for sequence in range(low, high) if sequence in given):
            if fact not in once and fact not in consumer.kept:
                why = f"not applied by {name}, though others of its batch [{low}, {high}) are"
                torn[fact] = Breach(Fault.TORN, _where(book, fact), why)
    return torn


def _beyond_position(book: Book, name: str, consumer: Consumer, once: Once) -> dict[Fact, Breach]:
    """Effects that no position covers: neither their own commit's, nor the one at the end."""
    torn: dict[Fact, Breach] = {}
    for fact, line in once.items():
        number = book.number.get(fact)
        if number is None:
            continue
        low, high = line.fence or (1, number.sequence + 1)
        high = min(high, consumer.stood.get(number.at, high))
        if not low <= number.sequence < high:
            why = f"applied by {name}, whose position covers [{low}, {high})"
            torn[fact] = Breach(Fault.TORN, _where(book, fact), why)
    return torn


def _drained(book: Book, name: str, consumer: Consumer, settled: set[Fact]) -> Iterator[Breach]:
    """What a consumer has passed over, and what it has not come to."""
    for partition, following in consumer.stood.items():
        last, published = book.last(partition), published_to(book, partition)
        if following > last + 1:
            why = f"{name} stands at {following}, though the last number is {last}"
            yield Breach(Fault.PHANTOM, at_number(partition, following - 1), why)
        for sequence, line in book.given.get(partition, {}).items():
            if line.fact in settled or not book.is_committed(line.fact, line.unit):
                continue
            if sequence < following and sequence in book.expired.get(partition, ()):
                continue  # what was left of it was passed over
            where = at_number(partition, sequence)
            if sequence < following:
                yield Breach(Fault.LOST, where, f"passed over by {name}, who stands at {following}")
            elif sequence <= published:
                yield Breach(Fault.UNSEEN, where, f"published, not applied by {name}, who stands at {following}")
