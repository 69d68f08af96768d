"""What storage does by itself: reacts to fire, keeps time, reads pools."""

from __future__ import annotations

from libs.bus import Worker, due, every, on
from libs.store import Timer
from services.storage.closing import close_days
from services.storage.forecasting import warn
from services.storage.heard import Activated, DrillEnded, ReturnedToQuiescent
from services.storage.probing import probe
from services.storage.store import StorageUnit
from services.storage.timers import CLOSING, FORECAST, READING, SILENCE


class StorageWorker(Worker):
    """Storage's reactions."""

    name = "storage"
    unit = StorageUnit

    @on(Activated)
    def park(self, event: Activated, unit: StorageUnit) -> None:
        """Gas is about to be released: its noise damages disks. Source: domain.md, Fire (ING 2016)."""
        for pool in unit.pools.where(zone=event.zone):
            unit.save(pool.parked(event.time, drill=event.drill))

    @on(DrillEnded)
    def take_for_real(self, event: DrillEnded, unit: StorageUnit) -> None:
        """A zone that is calm by then has no parked pool."""
        for pool in unit.pools.where(zone=event.zone):
            unit.save(pool.drill_over(event.time))

    @on(ReturnedToQuiescent)
    def unpark(self, event: ReturnedToQuiescent, unit: StorageUnit) -> None:
        for pool in unit.pools.where(zone=event.zone):
            unit.save(pool.unparked(event.time))

    @due(CLOSING)
    def close_day(self, timer: Timer, unit: StorageUnit) -> None:
        close_days(unit, timer.key, timer.due)

    @due(SILENCE)
    def pool_silent(self, timer: Timer, unit: StorageUnit) -> None:
        unit.save(unit.pools.need(timer.key).judged(timer.due))

    @due(FORECAST)
    def look_ahead(self, timer: Timer, unit: StorageUnit) -> None:
        warn(unit, unit.pools.need(timer.key), timer.due)

    @due(READING)
    def read_new_pool(self, timer: Timer, unit: StorageUnit) -> None:
        probe(unit, [unit.pools.need(timer.key)])

    @every(seconds=60)
    def read_pools(self, unit: StorageUnit) -> None:
        """The pools that are this very machine, or that an exporter tells of."""
        probe(unit, unit.pools.where())
