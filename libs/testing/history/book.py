"""The history, entered once: every line under what the judges ask for."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from libs.testing.history.lines import (
    Applied,
    Committed,
    Expired,
    Fact,
    Intended,
    Kept,
    Line,
    Numbered,
    Partition,
    Published,
    Removed,
    Stood,
    Wiped,
)


@dataclass(slots=True)
class Consumer:
    """What one consumer did. `stood`: the number expected next, by partition."""

    applied: list[Applied] = field(default_factory=list)
    kept: dict[Fact, Kept] = field(default_factory=dict)
    stood: dict[Partition, int] = field(default_factory=dict)


@dataclass(slots=True)
class Book:
    """`given`: who first had a number; `number`: which number a fact first had; `logs`: by partition, one a wipe."""

    intended: list[Intended] = field(default_factory=list)
    committed: dict[Fact, list[Committed]] = field(default_factory=dict)
    numbered: list[Numbered] = field(default_factory=list)
    given: dict[Partition, dict[int, Numbered]] = field(default_factory=lambda: defaultdict(dict))
    number: dict[Fact, Numbered] = field(default_factory=dict)
    logs: dict[Partition, dict[int, list[Published]]] = field(default_factory=lambda: defaultdict(dict))
    wipes: Counter[str] = field(default_factory=Counter)
    removed: dict[Partition, set[int]] = field(default_factory=lambda: defaultdict(set))
    expired: dict[Partition, set[int]] = field(default_factory=lambda: defaultdict(set))
    consumers: dict[str, Consumer] = field(default_factory=lambda: defaultdict(Consumer))

    @classmethod
    def of(cls, history: Iterable[Line]) -> Book:
        book = cls()
        for line in history:
            book.enter(line)
        return book

    def enter(self, line: Line) -> None:
        match line:
            case Intended():
                self.intended.append(line)
            case Committed():
                self.committed.setdefault(line.fact, []).append(line)
            case Numbered():
                self.numbered.append(line)
                self.given[line.at].setdefault(line.sequence, line)
                self.number.setdefault(line.fact, line)
            case Published():
                self.logs[line.at].setdefault(self.wipes[line.topic], []).append(line)
            case Wiped():
                self.wipes[line.topic] += 1
            case Removed() | Expired():
                gone = self.removed if isinstance(line, Removed) else self.expired
                gone[line.topic, line.partition].add(line.sequence)
            case Applied():
                self.consumers[line.consumer].applied.append(line)
            case Kept():
                self.consumers[line.consumer].kept[line.fact] = line
            case Stood():
                self.consumers[line.consumer].stood[line.topic, line.partition] = line.next

    def is_committed(self, fact: Fact, unit: str = "") -> bool:
        """Whether the fact was committed, by this unit if one is named."""
        return any(not unit or not one.unit or one.unit == unit for one in self.committed.get(fact, ()))

    def last(self, partition: Partition) -> int:
        """The highest number given in a partition; 0: none."""
        return max(self.given.get(partition, {}), default=0)
