"""Histories that are right, made at random: a source, a relay, a log and a consumer, and what befalls them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from random import Random

from hypothesis import strategies as st

from libs.testing.history import Applied, Committed, Intended, Kept, Line, Numbered, Published, Stood, Wiped

TOPIC = "chapelle.counter.count.v1"
PARTITIONS = {"a": 0, "b": 0, "c": 1}


@dataclass
class World:
    """Every method is one thing that may happen; each writes the lines of it."""

    chance: Random
    lines: list[Line] = field(default_factory=list)
    places: Counter[str] = field(default_factory=Counter)
    units: int = 0
    epoch: int = 1
    waiting: list[Committed] = field(default_factory=list)
    given: dict[int, list[Numbered]] = field(default_factory=lambda: {0: [], 1: []})
    sent: Counter[int] = field(default_factory=Counter)
    heard: Counter[int] = field(default_factory=Counter)
    letters: list[Numbered] = field(default_factory=list)

    def commit(self) -> None:
        keys = self._intend(acknowledged=self.chance.random() < 0.8)
        self.places.update(keys)
        said = [line for line in self.lines[-len(keys) :] if isinstance(line, Intended)]
        for line in said:
            committed = Committed(
                topic=TOPIC, key=line.key, place=line.place, unit=line.unit,
                partition=PARTITIONS[line.key], stamp=self.units,
            )  # fmt: skip
            self.lines.append(committed)
            self.waiting.append(committed)

    def abort(self) -> None:
        self._intend(acknowledged=False)

    def _intend(self, *, acknowledged: bool) -> list[str]:
        self.units += 1
        keys = self.chance.choices("abc", k=self.chance.randint(1, 4))
        places = self.places.copy()
        for key in keys:
            places[key] += 1
            self.lines.append(
                Intended(topic=TOPIC, key=key, place=places[key], unit=f"u{self.units}", acknowledged=acknowledged)
            )
        return keys

    def number(self) -> None:
        for line in self.waiting:
            given = self.given[line.partition]
            numbered = Numbered(
                topic=TOPIC, key=line.key, place=line.place, unit=line.unit, partition=line.partition,
                sequence=len(given) + 1, hash=f"{line.key}{line.place}", epoch=self.epoch,
            )  # fmt: skip
            given.append(numbered)
            self.lines.append(numbered)
        self.waiting.clear()

    def send(self) -> None:
        """From the watermark, or from before it: the ack, or the watermark, was lost."""
        for partition, given in self.given.items():
            again = self.chance.randint(0, self.sent[partition])
            self._publish(given[self.chance.choice([again, self.sent[partition]]) :], self.epoch)
            self.sent[partition] = len(given)

    def take_over(self) -> None:
        """Another relay has the lease; the one before it wakes later, and sends what it had in hand."""
        self.epoch += 1
        for partition, given in self.given.items():
            first, last = sorted(self.chance.randint(0, self.sent[partition]) for _ in range(2))
            self._publish(given[first:last], self.epoch - 1)

    def wipe(self) -> None:
        """The relay sends the tail again."""
        self.lines.append(Wiped(topic=TOPIC))
        for partition, given in self.given.items():
            sent = self.sent[partition]
            self._publish(given[self.chance.randint(0, max(0, sent - 1)) : sent], self.epoch)

    def _publish(self, numbered: list[Numbered], epoch: int) -> None:
        self.lines += [
            Published(
                topic=TOPIC, key=line.key, place=line.place, unit=line.unit, partition=line.partition,
                sequence=line.sequence, hash=line.hash, epoch=epoch,
            )
            for line in numbered
        ]  # fmt: skip

    def hear(self) -> None:
        """A batch of each partition, by whichever member has it now; some facts become letters."""
        for partition, given in self.given.items():
            low = self.heard[partition]
            high = self.chance.randint(low, self.sent[partition])
            for line in given[low:high]:
                if self.chance.random() < 0.05 or line.key in {letter.key for letter in self.letters}:
                    self.letters.append(line)
                    self.lines.append(_kept(line))
                else:
                    self.lines.append(_applied(line, (low + 1, high + 1)))
            self.heard[partition] = high

    def settle(self) -> None:
        """A person sends the letters again."""
        self.lines += [_applied(letter, None) for letter in self.letters]
        self.letters.clear()

    def drain(self) -> None:
        self.number()
        self.send()
        for partition in self.given:
            while self.heard[partition] < self.sent[partition]:
                self.hear()
            following = self.heard[partition] + 1
            self.lines.append(Stood(consumer="ledger", topic=TOPIC, partition=partition, next=following))


def _applied(line: Numbered, fence: tuple[int, int] | None) -> Applied:
    return Applied(
        topic=TOPIC, key=line.key, place=line.place, unit=line.unit, partition=line.partition,
        sequence=line.sequence, hash=line.hash, consumer="ledger", fence=fence,
    )  # fmt: skip


def _kept(line: Numbered) -> Kept:
    return Kept(
        topic=TOPIC, key=line.key, place=line.place, unit=line.unit, partition=line.partition,
        sequence=line.sequence, hash=line.hash, consumer="ledger",
    )  # fmt: skip


HAPPENINGS = ("commit", "abort", "number", "send", "take_over", "wipe", "hear", "settle")


@st.composite
def histories(draw: st.DrawFn) -> list[Line]:
    """A drained history in which nothing is wrong."""
    world = World(Random(draw(st.integers(0, 2**32))))
    for happening in draw(st.lists(st.sampled_from(HAPPENINGS), min_size=4, max_size=25)):
        getattr(world, happening)()
    world.drain()
    return world.lines
