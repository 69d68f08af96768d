"""The meters of 24 racks' two feeds, each read once a minute, and the site file's power as a graph with its loads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import yaml

from bench.child import ROOT
from bench.commands.load import Ask
from services.power.section import Section

PATH = "/v1/readings"
BATCH = 500
RACKS = 24
METERS = tuple(f"a{n:02}-{feed}" for n in range(1, RACKS + 1) for feed in "ab")
MINUTE = timedelta(minutes=1)
DAY_READINGS = len(METERS) * 24 * 60


def begin(days: int) -> datetime:
    """The first reading's instant: what is fed of so many days and ten more is of the past."""
    return datetime.now(UTC).replace(minute=0, second=0, microsecond=0) - timedelta(days=days + 10)


def section() -> Section:
    """Two feeds, and a row of racks on both."""
    feeds: list[dict[str, Any]] = [{"id": feed, "name": feed, "incomer": f"incomer-{feed}"} for feed in "ab"]
    incomers = [{"id": f"incomer-{feed}", "quantities": ["energy", "state"]} for feed in "ab"]
    row = {"row": "a", "count": RACKS, "breaker_amps": 32, "feeds": ["a", "b"], "interval_seconds": 60}
    return Section.model_validate({"feeds": feeds, "sources": incomers, "racks": [row]})


def whole_site() -> Section:
    """The site that comes with the platform: 240 racks."""
    told = yaml.safe_load((ROOT / "site.yaml").read_text())
    return Section.model_validate(told["power"])


def readings(meters: Sequence[str], first: datetime) -> Iterator[bytes]:
    """A register each, all of them once a minute, in order of time."""
    at, minute = first, 0
    while True:
        told = at.isoformat().encode()
        for place, meter in enumerate(meters):
            kwh = 1_000 + place + minute * 0.031
            yield (
                b'{"id":"%d","source":"%s","quantity":"energy","value":"%.3f","unit":"kWh","at":"%s"}'
                % (minute, meter.encode(), kwh, told)
            )
        at, minute = at + MINUTE, minute + 1


def batches(first: datetime, callers: int) -> Sequence[Ask]:
    """A caller each: the meters are shared out, and each caller's come in order."""

    def asking(meters: Sequence[str]) -> Ask:
        following = readings(meters, first)
        return lambda _: b'{"readings":[%b]}' % b",".join(next(following) for _ in range(BATCH))

    return [asking(METERS[n::callers]) for n in range(callers)]


def one_by_one(first: datetime, callers: int) -> Sequence[Ask]:
    """The same readings, a request each: no two callers write the same source."""

    def asking(meters: Sequence[str]) -> Ask:
        following = readings(meters, first)
        return lambda _: next(following)

    return [asking(METERS[n::callers]) for n in range(callers)]
