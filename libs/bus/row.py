"""Batches of one partition in a row: while the database commits one, the next is decided on what that one makes.

What is decided ahead takes documents at hand, as the batch before leaves them; a search waits for that batch's commit.
It is sent only when that is done, under the position that it left. Where anything is not as it was taken to be, what
was decided ahead is thrown away, and all goes on one after the other.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, NamedTuple, Protocol

import structlog

from libs.bus.applier import NOT_THE_RECORDS_FAULT, Applier, Partition, Place
from libs.bus.plan import Raw
from libs.bus.reading import Read
from libs.events import Value, replace
from libs.store import Conflict, Letter, Unit
from libs.store.commit import Prepared, prepare, write

log = structlog.get_logger()


class UnderWay(Protocol):
    """What was begun, and may still run."""

    def wait(self) -> Exception | None:
        """What it raised, once it has ended."""


Begin = Callable[[Callable[[], Exception | None]], UnderWay]
"""Begins what then runs beside others, such as `eventlet.spawn`."""


class Decided(NamedTuple):
    """A batch, `posted`: the letters that came of it."""

    prepared: Prepared
    reads: list[Read]
    posted: list[Letter]

    def after(self, place: Place) -> Place:
        """Where a partition that stood there stands after it. What its letters block is known once it is committed."""
        step = self.reads[-1][0]
        return replace(place, next=step.next, offset=max(step.offset, 0))


class Ahead:
    """A batch that is decided, and its commit. `place`: where the partition stands after it."""

    def __init__(self, decided: Decided, place: Place, commit: UnderWay) -> None:
        self.reads, self.posted, self.place = decided.reads, decided.posted, place
        self._commit: UnderWay | None = commit
        self._fault: Exception | None = None

    def fault(self) -> Exception | None:
        """Why it was not committed, once that is known."""
        if self._commit is not None:
            self._fault = self._commit.wait()
            self._commit = None  # and with it all that was written
        return self._fault

    def must_be_done(self) -> None:
        """Waits for the commit. Raises `Conflict` where there was none: who was decided on it is decided again."""
        if self.fault() is not None:
            raise Conflict("the batch before was not committed as it was decided")


class Row(Value):
    """Applies a partition's records for one lane."""

    applier: Applier
    begin: Begin

    def apply(self, worker: Any, topic: str, partition: int, raws: Sequence[Raw], batch: int) -> None:
        """Applies the records, so many in a unit. Raises as `Applier.apply` does; what was committed stays."""
        place = self.applier.places[topic, partition]
        last: Ahead | None = None
        for some in _batches(raws, batch):
            before = last.place if last else place
            decided = self._decide(worker, (topic, partition), before, some, last)
            if last is not None and not self._committed(place, last):
                break
            last = None
            if decided is None:
                self.applier.apply(worker, topic, partition, some)
                continue
            last = Ahead(decided, decided.after(before), self.begin(partial(self._send, decided.prepared)))
            time.sleep(0)  # so that it has begun
            if decided.posted:  # what follows has to know which keys are blocked
                if not self._committed(place, last):
                    break
                last = None
        else:
            if last is None or self._committed(place, last):
                return
        self.applier.store.count("ahead_thrown_away")
        for some in _batches([raw for raw in raws if raw.offset >= place.offset], batch):
            self.applier.apply(worker, topic, partition, some)

    def _decide(
        self, worker: Any, partition: Partition, before: Place, raws: Sequence[Raw], last: Ahead | None
    ) -> Decided | None:
        """None: it is to be decided when its turn has come, with all that may then be in the way."""
        applier, recent = self.applier, self.applier.at_hand(len(raws))
        if recent is None:
            return None
        unit: Unit = applier.store.unit()
        unit.recent, unit.before_searching = recent, last.must_be_done if last else None
        try:
            reads = applier.plain_reads(partition, before, raws)
            if not reads:
                return None
            posted = applier.decide(worker, unit, partition, before, reads)
            prepared = prepare(unit)
        except Exception as fault:  # it is seen again, and said, by whoever decides in turn
            log.info("not decided ahead", why=repr(fault)[:500])
            return None
        recent.keep(unit, prepared.stamp)
        return Decided(prepared, reads, posted)

    def _send(self, prepared: Prepared) -> Exception | None:
        try:
            write(self.applier.store, prepared)
        except Exception as fault:  # it is raised, or mended, where it is waited for
            return fault
        return None

    def _committed(self, place: Place, ahead: Ahead) -> bool:
        """Waits for it; then the partition stands after it. Raises what no other decision could mend."""
        fault = ahead.fault()
        if fault is None:
            self.applier.moved(place, ahead.reads, ahead.posted)
            return True
        self.applier.recent.conflicted()  # it holds what was not committed
        if isinstance(fault, NOT_THE_RECORDS_FAULT) and not isinstance(fault, Conflict):
            raise fault
        return False


def _batches(raws: Sequence[Raw], batch: int) -> Iterator[Sequence[Raw]]:
    for first in range(0, len(raws), batch):
        yield raws[first : first + batch]
