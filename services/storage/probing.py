"""Pools that this service reads by itself: this very machine, and exporters that it asks."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

import structlog

from services.storage.adapters import host, prometheus
from services.storage.adapters.reading import NoReadingError, Reading
from services.storage.domain.pool import Pool
from services.storage.intake import take_pool_sample
from services.storage.store import StorageUnit

log = structlog.get_logger()

AT_ONCE = 8


def probe(unit: StorageUnit, pools: Iterable[Pool]) -> None:
    """Reads those of the pools that are read here, side by side, and takes a sample of each."""
    own = [pool for pool in pools if pool.plan.read_here]
    if not own:
        return
    with ThreadPoolExecutor(min(len(own), AT_ONCE)) as readers:
        for pool, reading in zip(own, readers.map(_read, own), strict=True):
            if reading is None:
                unit.save(pool.missed_reading(unit.now))
            else:
                take_pool_sample(unit, pool, reading.used_bytes, reading.capacity_bytes, unit.now)


def _read(pool: Pool) -> Reading | None:
    """In usable bytes; None where it could not be read."""
    plan = pool.plan
    try:
        reading = prometheus.scrape(plan.scrape) if plan.scrape else host.READERS[plan.host or ""]()
    except NoReadingError as fault:
        log.warning("pool not read", pool=pool.id, why=str(fault))
        return None
    if not reading.raw:
        return reading
    share = plan.k + plan.m
    return Reading(reading.used_bytes * plan.k // share, reading.capacity_bytes * plan.k // share)
