"""Judges the consumers: their effects against the numbers given, and against their own positions."""

from __future__ import annotations

from collections.abc import Iterator

from libs.testing.history.book import Book, Consumer
from libs.testing.history.breaches import Breach, Fault, at_fact, at_number
from libs.testing.history.lines import Applied, Fact, Partition
from libs.testing.history.log import differ, published_to

Batch = tuple[Partition, tuple[int, int]]


def judge_consumer(book: Book, name: str, consumer: Consumer) -> Iterator[Breach]:
    once: dict[Fact, Applied] = {}
    for line in consumer.applied:
        if line.fact in once:
            yield Breach(Fault.DUPLICATED, _at(book, line), f"applied twice by {name}{_epochs(once[line.fact], line)}")
        elif not book.is_committed(line.fact, line.unit):
            why = f"applied by {name} as {at_fact(line.fact)}, which was never committed"
            yield Breach(Fault.PHANTOM, _at(book, line), why)
        else:
            once[line.fact] = line
            yield from _bytes(book, name, line)
    yield from _order(book, name, consumer, once)
    torn: set[Fact] = set()
    for breach, fact in _torn(book, name, consumer, once):
        torn.add(fact)
        yield breach
    yield from _drained(book, name, consumer, once.keys() | consumer.kept.keys() | torn)


def _at(book: Book, line: Applied) -> str:
    number = book.number.get(line.fact)
    return at_number(number.at, number.sequence) if number else at_fact(line.fact)


def _epochs(first: Applied, second: Applied) -> str:
    return f", by epochs {first.epoch} and {second.epoch}" if first.epoch or second.epoch else ""


def _bytes(book: Book, name: str, line: Applied) -> Iterator[Breach]:
    number = book.number.get(line.fact)
    if number is None:
        yield Breach(Fault.PHANTOM, at_fact(line.fact), f"applied by {name}, never numbered")
    elif line.sequence and (line.at, line.sequence) != (number.at, number.sequence):
        why = f"applied by {name} under {at_number(line.at, line.sequence)}"
        yield Breach(Fault.OTHER_BYTES, _at(book, line), why)
    elif differ(line.hash, number.hash):
        why = f"applied by {name} as {line.hash}, numbered as {number.hash}"
        yield Breach(Fault.OTHER_BYTES, _at(book, line), why)


def _order(book: Book, name: str, consumer: Consumer, once: dict[Fact, Applied]) -> Iterator[Breach]:
    highest: dict[tuple[str, str], int] = {}
    for (topic, key, place), line in once.items():
        before = highest.get((topic, key), 0)
        if place < before:
            yield Breach(Fault.REORDERED, _at(book, line), f"place {place} of {key} applied by {name} after {before}")
        highest[topic, key] = max(before, place)
    for fact, letter in consumer.kept.items():
        topic, key, place = fact
        if fact not in once and not letter.discarded and highest.get((topic, key), 0) > place:
            why = f"place {highest[topic, key]} of {key} applied by {name} while {place} waits as a letter"
            yield Breach(Fault.REORDERED, at_number(letter.at, letter.sequence), why)


def _torn(book: Book, name: str, consumer: Consumer, once: dict[Fact, Applied]) -> Iterator[tuple[Breach, Fact]]:
    """Effects without their position, and positions without all effects of their batch."""
    batches: dict[Batch, None] = {}
    for fact, line in once.items():
        number = book.number.get(fact)
        if number is None:
            continue
        if line.fence:
            batches[line.at, line.fence] = None
        low, high = line.fence or (1, consumer.stood.get(number.at, number.sequence + 1))
        high = min(high, consumer.stood.get(number.at, high))
        if not low <= number.sequence < high:
            why = f"applied by {name}, whose position is [{low}, {high})"
            yield Breach(Fault.TORN, at_number(number.at, number.sequence), why), fact
    for partition, (low, high) in batches:
        for sequence in range(low, high):
            missing = book.given.get(partition, {}).get(sequence)
            if missing and missing.fact not in once and missing.fact not in consumer.kept:
                why = f"not applied by {name}, though others of its batch [{low}, {high}) are"
                yield Breach(Fault.TORN, at_number(partition, sequence), why), missing.fact


def _drained(book: Book, name: str, consumer: Consumer, settled: set[Fact]) -> Iterator[Breach]:
    """What a consumer has passed over, and what it has not come to."""
    for partition, following in consumer.stood.items():
        last, published = book.last(partition), published_to(book, partition)
        if following > last + 1:
            why = f"{name} stands at {following}, though {last} numbers were given"
            yield Breach(Fault.PHANTOM, at_number(partition, following - 1), why)
        for sequence, line in sorted(book.given.get(partition, {}).items()):
            if line.fact in settled or not book.is_committed(line.fact, line.unit):
                continue
            where = at_number(partition, sequence)
            if sequence < following:
                yield Breach(Fault.LOST, where, f"passed over by {name}, who stands at {following}")
            elif sequence <= published:
                yield Breach(Fault.UNSEEN, where, f"published, not applied by {name}, who stands at {following}")
