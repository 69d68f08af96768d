"""The facts that storage publishes. Bytes are usable bytes (what tenants store), never raw ones."""

from __future__ import annotations

from datetime import date

from libs.events import Event, Instant, Topic

POOL = Topic("storage", "pool", partitions=2)
VOLUME = Topic("storage", "volume", partitions=4)
TENANT = Topic("storage", "tenant", partitions=2)


class PoolStateChanged(Event, topic=POOL, key="pool"):
    """How full a pool is passed a threshold, or stopped (began) to be known.

    `was` and `state`: `ok|nearfull|backfillfull|full|unknown`; `was` is None when the pool is registered.
    `used_bytes` is None before the first sample, `usable_bytes` before this host's first reading.
    """

    pool: str
    state: str
    was: str | None = None
    used_bytes: int | None = None
    usable_bytes: int | None = None


class PoolFilling(Event, topic=POOL, key="pool"):
    """A pool needs room soon.

    `because`: `threshold` (its state rose to nearfull or above) or `forecast` (Theil-Sen says that it is full
    within the pool's `filling_days`; then `days_to_full` counts whole days from `time`).
    """

    pool: str
    because: str
    state: str
    used_bytes: int
    usable_bytes: int
    days_to_full: int | None = None


class Parked(Event, topic=POOL, key="pool"):
    """A pool's disks were parked: gas is about to be released in its zone, and its noise damages disks.

    `drill`: in an exercise; told again, without, where the alarm turns out to be real.
    """

    pool: str
    zone: str
    drill: bool = False


class Unparked(Event, topic=POOL, key="pool"):
    """A pool's zone is quiescent again; its disks work as before. `drill`: it was an exercise that had parked them."""

    pool: str
    zone: str
    drill: bool = False


class VolumeCreated(Event, topic=VOLUME, key="volume"):
    """A tenant got a share of a pool. `quota_bytes` counts against the pool's room from now on.

    `zone`: where the pool stands, None where that is not known.
    """

    volume: str
    tenant: str
    pool: str
    quota_bytes: int
    zone: str | None = None


class VolumeResized(Event, topic=VOLUME, key="volume"):
    """A volume's quota is another one."""

    volume: str
    tenant: str
    pool: str
    quota_bytes: int
    was_bytes: int


class VolumeEnded(Event, topic=VOLUME, key="volume"):
    """A volume is no more: its quota is free, and it counts for its tenant until the end of that day."""

    volume: str
    tenant: str
    pool: str
    ended_at: Instant


class TenantDayClosed(Event, topic=TENANT, key="tenant"):
    """What a tenant stored on one day (Europe/Paris): the peak of that day, which is what is billed.

    `tb` = `peak_bytes` ÷ 10^12, exact, as decimal digits. The greatest `revision` of a day is what holds: a
    sample that arrives after the day was closed closes it again. Source: public-face.md, billing arithmetic.
    """

    tenant: str
    day: date
    peak_bytes: int
    tb: str
    revision: int = 1
