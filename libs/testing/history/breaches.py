"""What must never be, by name."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from libs.testing.history.lines import Fact, Partition


class Fault(StrEnum):
    """The kinds of breach. At most one of them is said of one fact at one stage."""

    LOST = "lost"
    """Promised and not there: acknowledged but not committed, or passed over by a consumer's position."""

    DUPLICATED = "duplicated"
    """One fact took effect twice: committed by two units, given two numbers, or applied twice by one consumer."""

    PHANTOM = "phantom"
    """Numbered, published or applied though it was never committed (its unit was aborted), or committed unasked."""

    REORDERED = "reordered"
    """Facts of a key not in the order of their places; in a log, a number first published after a higher one."""

    GAP = "gap"
    """A number that was given to nobody, or that a log skips, though a higher one follows."""

    OTHER_BYTES = "other bytes"
    """One number stands for two facts, or for other bytes at one stage than at another."""

    TORN = "torn"
    """Half of a transaction: a unit with some of its facts only, or effects and position that disagree."""

    UNSEEN = "unseen"
    """After the drain a fact is still on its way: not numbered, not published, or not come to by a consumer."""


@dataclass(frozen=True, slots=True)
class Breach:
    """One thing that must never be. `where`: a unit, a fact `topic key:place`, or a number `topic/partition#n`."""

    kind: Fault
    where: str
    detail: str

    def __str__(self) -> str:
        return f"{self.kind} at {self.where}: {self.detail}"


def at_fact(fact: Fact) -> str:
    topic, key, place = fact
    return f"{topic} {key}:{place}"


def at_number(partition: Partition, first: int, last: int | None = None) -> str:
    """One number, or a run of them."""
    topic, number = partition
    run = "" if last in (None, first) else f"-{last}"
    return f"{topic}/{number}#{first}{run}"
