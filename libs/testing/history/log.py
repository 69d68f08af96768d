"""Judges the topics: the log of each partition against the numbers that were given."""

from __future__ import annotations

from collections.abc import Iterator

from libs.testing.history.book import Book
from libs.testing.history.breaches import Breach, Fault, at_fact, at_number
from libs.testing.history.lines import Partition, Published
from libs.testing.history.source import runs


def judge_logs(book: Book) -> Iterator[Breach]:
    for partition in book.given.keys() | book.logs.keys():
        logs = book.logs.get(partition, {})
        for wipe, lines in logs.items():
            yield from _records(book, lines)
            yield from _order(book, partition, _numbers(book, lines), begins_at_one=wipe == 0)
        reached = published_to(book, partition)
        if reached < book.last(partition):
            where = at_number(partition, reached + 1, book.last(partition))
            yield Breach(Fault.UNSEEN, where, "numbered, never published")


def published_to(book: Book, partition: Partition) -> int:
    """The highest number, of those given, that the broker was sent since it last forgot all; 0: none."""
    now = book.logs.get(partition, {}).get(book.wipes[partition[0]], [])
    return max([*_numbers(book, now), *book.removed.get(partition, ())], default=0)


def _numbers(book: Book, lines: list[Published]) -> list[int]:
    """The numbers of a log, in its order; without those that nobody gave."""
    return [line.sequence for line in lines if line.sequence in book.given.get(line.at, {})]


def _records(book: Book, lines: list[Published]) -> Iterator[Breach]:
    for line in lines:
        where = at_number(line.at, line.sequence)
        given = book.given.get(line.at, {}).get(line.sequence)
        if given is None:
            yield Breach(Fault.PHANTOM, where, f"published as {at_fact(line.fact)}; the number was never given")
        elif not book.is_committed(line.fact, line.unit):
            yield Breach(Fault.PHANTOM, where, f"published as {at_fact(line.fact)}, which was never committed")
        elif line.fact != given.fact:
            why = f"given to {at_fact(given.fact)}, published as {at_fact(line.fact)} (epoch {line.epoch})"
            yield Breach(Fault.OTHER_BYTES, where, why)
        elif differ(line.hash, given.hash):
            why = f"published (epoch {line.epoch}) as {line.hash}, numbered as {given.hash}"
            yield Breach(Fault.OTHER_BYTES, where, why)


def differ(one: str, other: str) -> bool:
    """Whether two hashes, if both were looked at, are of different bytes."""
    return bool(one and other and one != other)


def _order(book: Book, partition: Partition, numbers: list[int], *, begins_at_one: bool) -> Iterator[Breach]:
    """A number may come again; what comes for the first time must be above all before it, and skip none.

    Of a log that began anew, what is below its first number is not asked for and may come in any order.
    """
    begin = 1 if begins_at_one else min(numbers[:1], default=1)
    highest = begin - 1
    seen: set[int] = set()
    for number in numbers:
        if begin <= number < highest and number not in seen:
            yield Breach(Fault.REORDERED, at_number(partition, number), f"first published after {highest}")
        seen.add(number)
        highest = max(highest, number)
    seen |= book.removed.get(partition, set())
    skipped = (number for number in book.given.get(partition, {}) if begin <= number < highest and number not in seen)
    for first, last in runs(skipped):
        yield Breach(Fault.GAP, at_number(partition, first, last), f"not published; {last + 1} was")
