"""Samples kept by day: all of a volume's, and an hourly one of a pool's."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from datetime import UTC, date, datetime

from libs.events import Refused, Value, replace
from services.storage.domain.day import IN_SERVICE_SINCE, day_of


def volume_day_id(volume: str, day: date) -> str:
    return f"{volume}.{day}"


pool_day_id = volume_day_id


class VolumeDay(Value):
    """A volume's samples of one day: instants (ms since 1970, ascending) and used bytes, side by side.

    Whatever the order of arrival, the same samples make the same day; of two at one instant the larger holds.
    """

    id: str
    volume: str
    tenant: str
    day: date
    instants: tuple[int, ...] = ()
    used: tuple[int, ...] = ()

    def with_sample(self, used_bytes: int, at: datetime) -> VolumeDay:
        instant = round(at.timestamp() * 1000)
        place = bisect_left(self.instants, instant)
        known = place < len(self.instants) and self.instants[place] == instant
        if known:
            used_bytes = max(used_bytes, self.used[place])
        return replace(
            self,
            instants=(*self.instants[:place], instant, *self.instants[place + known :]),
            used=(*self.used[:place], used_bytes, *self.used[place + known :]),
        )

    def samples(self) -> Iterator[tuple[int, int]]:
        """Instant and used bytes, in order."""
        return zip(self.instants, self.used, strict=True)

    @property
    def last(self) -> int:
        """What the day ended with."""
        return self.used[-1]

    @property
    def last_point(self) -> Point:
        return Point(datetime.fromtimestamp(self.instants[-1] / 1000, UTC), self.last)


class Point(Value):
    """How full a pool, a tenant's share or a volume was at an instant."""

    at: datetime
    used_bytes: int


class PoolDay(Value):
    """A pool's last sample of each hour of one day: enough to foresee, bounded in size."""

    id: str
    pool: str
    day: date
    points: tuple[Point, ...] = ()

    def with_sample(self, used_bytes: int, at: datetime) -> PoolDay:
        hours = {_hour(point.at): point for point in self.points}
        known = hours.get(_hour(at))
        if known is None or at >= known.at:
            hours[_hour(at)] = Point(at, used_bytes)
        return replace(self, points=tuple(sorted(hours.values(), key=lambda point: point.at)))


def _hour(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def sample_day(at: datetime) -> date:
    """The day that a sample belongs to. Raises `Refused` (invalid) when it is older than the site."""
    day = day_of(at)
    if day < IN_SERVICE_SINCE:
        raise Refused("invalid", f"{day} is before the site went into service on {IN_SERVICE_SINCE}", "/at")
    return day
