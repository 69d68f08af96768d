"""A lane of the model: an applier, and where its fetch stands; it loses and finds its place as `libs.bus.lane` does."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TypeVar

from pymongo.errors import PyMongoError

from libs.bus.applier import Partition
from libs.bus.plan import Raw, Stalled
from libs.bus.row import Row
from libs.bus.settling import Settler
from libs.store import Conflict, FenceLost, OutcomeUnknown, Unavailable
from libs.testing.late import Late
from libs.testing.walk import Walk

PASSING = (Stalled, FenceLost, Unavailable, OutcomeUnknown, Conflict, PyMongoError)
"""What a lane gets over by taking the partition anew."""

Log = Mapping[Partition, Sequence[Raw]]
R = TypeVar("R")


class FetchingLane:
    """`at`: the offset that is read next, of the partitions that it takes to be its own."""

    def __init__(self, walk: Walk) -> None:
        self.walk, self.applier = walk, walk.new_applier()
        self.row = Row(self.applier, Late)
        self.at: dict[Partition, int] = {}

    def take(self, place: Partition) -> None:
        """After an assignment and after every failure: from the stored position."""
        self.at[place] = self.applier.take_over(*place).offset

    def stands_at(self, place: Partition) -> int:
        """The number that it applies next."""
        return self.applier.places[place].next if place in self.at else 0

    def go_back(self, place: Partition, by: int) -> None:
        """It reads once more what it has read."""
        if place in self.at:
            self.at[place] = max(0, self.at[place] - by)

    def deliver(self, log: Log, places: Sequence[Partition], limit: int, lost: Collection[int] = ()) -> None:
        """Applies the next `limit` records of each partition as a lane does; those at the places `lost` never came."""
        found = {}
        for place in places:
            self._own(place)
            read = self._read(place, log[place], limit)
            if came := [raw for n, raw in enumerate(read) if n not in lost]:
                found[place] = came
        together = self.applier.apply_together(self.walk, found) if len(found) > 1 else set()
        for place in found.keys() - together:
            self._try(place, lambda place: self.row.apply(self.walk, *place, found[place], batch=2))

    def ask_record(self, place: Partition) -> None:
        """What a lane does with a partition that is silent though its source has gone on."""
        self._own(place)
        self._try(place, lambda place: self.applier.apply_record(self.walk, *place))

    def settle(self, place: Partition) -> int:
        """Settles what a person has decided on; returns how many letters were closed."""
        self._own(place)
        return self._try(place, lambda place: Settler(self.applier).settle(self.walk, *place)) or 0

    def _own(self, place: Partition) -> None:
        if place not in self.at:
            self.take(place)

    def _read(self, place: Partition, log: Sequence[Raw], limit: int) -> list[Raw]:
        end = log[-1].offset + 1 if log else 0
        begin = self.at[place] if self.at[place] <= end else 0  # the broker has forgotten: from the earliest
        read = [raw for raw in log if raw.offset >= begin][:limit]
        self.at[place] = read[-1].offset + 1 if read else begin
        return read

    def _try(self, place: Partition, act: Callable[[Partition], R]) -> R | None:
        """What stands in the way passes: the partition is taken anew before anything more is read of it."""
        try:
            return act(place)
        except PASSING as fault:
            if isinstance(fault, FenceLost):
                self.applier.store.count("fence_lost")
            self.at.pop(place, None)
            return None
