"""The volumes of some tenants on one pool, each sampled once in five minutes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from bench.commands.load import Ask
from services.storage.site import Section

PATH = "/v1/samples"
BATCH = 500
VOLUMES = [(f"v{n:03}", f"t-{n % 20:02}") for n in range(240)]
"""And whose they are."""
APART = timedelta(minutes=5)
DAYS_BACK = 200
TB = 10**12


def begin() -> datetime:
    """The first sample's instant: what follows is of the past, however long it is fed."""
    return datetime.now(UTC).replace(minute=0, second=0, microsecond=0) - timedelta(days=DAYS_BACK)


def section() -> Section:
    pool = {"id": "objects", "kind": "replicated", "raw_bytes": 3_000 * TB, "k": 1, "m": 2}
    volumes: list[dict[str, Any]] = [
        {"id": id, "tenant": tenant, "pool": "objects", "quota_bytes": 4 * TB} for id, tenant in VOLUMES
    ]
    return Section.model_validate({"pools": [pool], "volumes": volumes})


def batches(first: datetime, callers: int) -> Sequence[Ask]:
    """A caller each: the volumes are shared out, and each caller's come in order."""

    def asking(volumes: Sequence[tuple[str, str]]) -> Ask:
        following = _samples(volumes, first)
        return lambda _: b'{"samples":[%b]}' % b",".join(next(following) for _ in range(BATCH))

    return [asking(VOLUMES[n::callers]) for n in range(callers)]


def _samples(volumes: Sequence[tuple[str, str]], first: datetime) -> Iterator[bytes]:
    """All of them once in five minutes, a little fuller each time."""
    at, turn = first, 0
    while True:
        told = at.isoformat().encode()
        for id, _ in volumes:
            used = TB + turn * 50_000_000
            yield b'{"id":"%d","volume":"%s","used_bytes":%d,"at":"%s"}' % (turn, id.encode(), used, told)
        at, turn = at + APART, turn + 1
