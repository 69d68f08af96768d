"""Judges the source: what was intended, what its outbox holds, and the numbers that its relay gave."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby, pairwise

from libs.testing.history.book import Book
from libs.testing.history.breaches import Breach, Fault, at_fact, at_number
from libs.testing.history.lines import Fact, Numbered

Key = tuple[str, str]


def judge_source(book: Book) -> Iterator[Breach]:
    torn = _torn(book)
    for unit, missing in torn.items():
        names = ", ".join(sorted(at_fact(fact) for fact in missing))
        yield Breach(Fault.TORN, f"unit {unit}", f"committed without {names}")
    yield from _lost(book, {fact for missing in torn.values() for fact in missing})
    yield from _committed(book)


def judge_numbers(book: Book) -> Iterator[Breach]:
    for line in book.numbered:
        yield from _number(book, line)
    for partition, given in book.given.items():
        for first, last in runs(set(range(1, book.last(partition))) - given.keys()):
            yield Breach(Fault.GAP, at_number(partition, first, last), f"given to nobody; {last + 1} was given")
        yield from _number_order(book, [given[sequence] for sequence in sorted(given)])
    for fact in book.committed.keys() - book.number.keys():
        yield Breach(Fault.UNSEEN, at_fact(fact), "committed, never numbered")


def runs(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """The runs of consecutive numbers, both ends included."""
    for _, run in groupby(enumerate(sorted(numbers)), key=lambda one: one[1] - one[0]):
        inside = [number for _, number in run]
        yield inside[0], inside[-1]


def _torn(book: Book) -> dict[str, set[Fact]]:
    """By unit: what is missing of a unit that was committed in part."""
    units: dict[str, set[Fact]] = defaultdict(set)
    for line in book.intended:
        if line.unit:
            units[line.unit].add(line.fact)
    missing = {unit: {f for f in facts if not book.is_committed(f, unit)} for unit, facts in units.items()}
    return {unit: facts for unit, facts in missing.items() if 0 < len(facts) < len(units[unit])}


def _lost(book: Book, torn: set[Fact]) -> Iterator[Breach]:
    """What was acknowledged, or what the places of later facts prove to have been, and is not in the outbox."""
    lost = dict.fromkeys(
        (line.fact for line in book.intended if line.acknowledged and not book.is_committed(line.fact, line.unit)),
        "acknowledged, not committed",
    )
    for (topic, key), places in _places(book).items():
        for place in set(range(1, max(places))).difference(places):
            lost.setdefault((topic, key, place), f"not committed, though place {max(places)} is")
    for fact, why in lost.items():
        if fact not in torn:
            yield Breach(Fault.LOST, at_fact(fact), why)


def _places(book: Book) -> dict[Key, list[int]]:
    places: dict[Key, list[int]] = defaultdict(list)
    for topic, key, place in book.committed:
        places[topic, key].append(place)
    return places


def _committed(book: Book) -> Iterator[Breach]:
    intended = {line.fact for line in book.intended}
    keys = {fact[:2] for fact in intended}
    for fact, lines in book.committed.items():
        if len(lines) > 1:
            yield Breach(Fault.DUPLICATED, at_fact(fact), f"committed by units {', '.join(one.unit for one in lines)}")
        if fact[:2] in keys and fact not in intended:
            yield Breach(Fault.PHANTOM, at_fact(fact), "committed, though nobody asked for it")
    for (topic, key), places in _places(book).items():
        for before, after in pairwise(sorted(places)):
            earlier, later = (book.committed[topic, key, place][0].stamp for place in (before, after))
            if later < earlier:
                why = f"stamp {later} is below {earlier}, the stamp of place {before}"
                yield Breach(Fault.REORDERED, at_fact((topic, key, after)), why)


def _number(book: Book, line: Numbered) -> Iterator[Breach]:
    where = at_number(line.at, line.sequence)
    if not book.is_committed(line.fact, line.unit):
        yield Breach(Fault.PHANTOM, where, f"given to {at_fact(line.fact)}, which was never committed")
        return
    owner = book.given[line.at][line.sequence]
    if (owner.fact, owner.hash) != (line.fact, line.hash):
        why = f"given to {at_fact(owner.fact)} by epoch {owner.epoch}, to {at_fact(line.fact)} by epoch {line.epoch}"
        yield Breach(Fault.OTHER_BYTES, where, why)
    first = book.number[line.fact]
    if (first.at, first.sequence) != (line.at, line.sequence):
        why = f"{at_fact(line.fact)} has {at_number(first.at, first.sequence)} already"
        yield Breach(Fault.DUPLICATED, where, why)


def _number_order(book: Book, lines: list[Numbered]) -> Iterator[Breach]:
    """Of one partition, in the order of the numbers."""
    highest: dict[str, int] = {}
    for line in lines:
        if book.number[line.fact] is not line or not book.is_committed(line.fact, line.unit):
            continue
        before = highest.get(line.key, 0)
        if line.place < before:
            why = f"{at_fact(line.fact)} is numbered after place {before}"
            yield Breach(Fault.REORDERED, at_number(line.at, line.sequence), why)
        highest[line.key] = max(before, line.place)
