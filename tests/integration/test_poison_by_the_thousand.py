"""10,000 spoiled records among good ones: each good one is applied once and in order, each bad one is accounted for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from random import Random

import psutil

from libs.bus.plan import Raw
from libs.events import Envelope
from libs.testing.walk import PARTITIONS, Walk
from tests.integration.mutations import SPOILS, Bad, large

BAD = 10_000
LARGE = 30
COUNTS = 100
UNITS = 40
BATCH = 500
MEMORY = 150_000_000
"""Bytes by which this process may grow while it applies them, of which the letters' own bytes pass through once."""


def good_ones(walk: Walk) -> list[Envelope]:
    """Numbered by the relay, and not in the topic any more: they are written again among the bad ones."""
    keys = walk.spread("k", COUNTS)
    for _ in range(UNITS):
        walk.add(keys)
    while walk.relay():
        pass
    walk.wipe(made_again=True)
    return [event for partition in range(PARTITIONS) for event in walk.record.all(walk.topic.name, partition)]


def spoiled(chance: Random, good: Sequence[Envelope]) -> Iterator[tuple[Envelope, list[Bad]]]:
    """Each good one, and the bad ones that come before it."""
    last = Counter(event.partition for event in good)
    spoils = [chance.choice(SPOILS) for _ in range(BAD - LARGE)] + [large] * LARGE
    chance.shuffle(spoils)
    before: list[list[Bad]] = [[] for _ in good]
    for spoil in spoils:
        place = chance.randrange(len(good))
        before[place].append(spoil(chance, good[place], last[good[place].partition]))
    return zip(good, before, strict=True)


def leave_letters(event: Envelope, bad: Sequence[Bad]) -> list[Bad]:
    """Those that become letters. The first that claims the number of the good one brings it about that the good one is
    taken from the record; by then that number is seen, as those below it are.
    """
    claims = [one for one in bad if one.number == event.sequence]
    return [one for one in bad if one.number == 0 or one.number > event.sequence] + claims[:1]


def applied(walk: Walk, found: dict[tuple[str, int], list[Raw]]) -> int:
    """Applies all of it; returns by how many bytes this process grew on the way."""
    walk.applier = walk.new_applier(letters=BAD + 1)
    process, grown = psutil.Process(), 0
    before = process.memory_info().rss
    for place, raws in found.items():
        walk.applier.take_over(*place)
        for batch in batches(raws):
            walk.applier.apply(walk, *place, batch)
            grown = max(grown, process.memory_info().rss - before)
    return grown


def batches(raws: Sequence[Raw]) -> Iterator[list[Raw]]:
    """As a consumer's polls bring them: at most 500, and about a megabyte of one partition."""
    size = number = 0

    def poll(raw: Raw) -> int:
        nonlocal size, number
        size += raw.weight
        if size > 1_000_000:
            size, number = 0, number + 1
        return number

    for _, polled in groupby(raws, poll):
        records = list(polled)
        for n in range(0, len(records), BATCH):
            yield records[n : n + BATCH]


def test_ten_thousand_among_good_ones(walk: Walk) -> None:
    told: list[Bad] = []
    for event, bad in spoiled(Random(20_260_302), good_ones(walk)):
        for one in bad:
            walk.write(event.partition, one.key, one.value, one.headers)
        walk.write(event.partition, event.subject.encode(), event.data, event.headers())
        told += leave_letters(event, bad)
    walk.flush()
    found = walk.raws()
    grown = applied(walk, found)
    assert walk.places() == walk.expected()
    letters = walk.letters()
    kept = Counter((letter.raw_key, letter.value, letter.headers) for letter in letters)
    assert kept == Counter((one.key or b"", one.value or b"", tuple(one.headers)) for one in told)
    assert all(letter.reason and letter.state == "waiting" and not letter.behind for letter in letters)
    assert grown < MEMORY
    walk.add(walk.spread("k", COUNTS))
    walk.drain()
    assert walk.places() == walk.expected()  # nobody's key is blocked
