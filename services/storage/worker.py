"""What storage does by itself: reacts to fire, keeps time, reads this host."""

from __future__ import annotations

from libs.bus import Worker, due, every, on
from libs.store import Timer
from services.storage.adapters.host import READERS
from services.storage.closing import close_days
from services.storage.domain.pool import Pool
from services.storage.forecasting import warn
from services.storage.heard import Activated, DrillEnded, ReturnedToQuiescent
from services.storage.intake import take_pool_sample
from services.storage.store import StorageUnit
from services.storage.timers import CLOSING, FORECAST, HOST, SILENCE


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

    @due(HOST)
    def read_new_host(self, timer: Timer, unit: StorageUnit) -> None:
        read_host(unit, unit.pools.need(timer.key))

    @every(seconds=60)
    def read_hosts(self, unit: StorageUnit) -> None:
        """The pools that are this very machine."""
        for pool in unit.pools.where():
            read_host(unit, pool)


def read_host(unit: StorageUnit, pool: Pool) -> None:
    """Takes a sample of a pool that is this very machine; nothing of any other pool."""
    if pool.plan.host is not None:
        reading = READERS[pool.plan.host]()
        take_pool_sample(unit, pool, reading.used_bytes, reading.capacity_bytes, unit.now)
