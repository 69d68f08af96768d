"""A tenant's days: open, closed, and closed again when a late sample says otherwise."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from libs.events import Outcome, Value, replace
from services.storage.domain.day import closing_of, first_open
from services.storage.domain.peak import Levels, levels_after, peak_of, tb
from services.storage.domain.samples import VolumeDay
from services.storage.events import TenantDayClosed

ONE_DAY = timedelta(days=1)


class TenantDay(Value):
    """A closed day. `levels`: used bytes by volume at its end. The greater revision replaces the lesser."""

    id: str
    tenant: str
    day: date
    peak_bytes: int
    revision: int
    levels: dict[str, int]


class Tenant(Value):
    """Where a tenant's closing stands.

    `frontier`: the first day never closed, None before the first sample. `newest`: the newest sample's day.
    `changed`: days before the frontier whose samples (or volumes) changed since they were closed, ascending.
    `idle`: nothing is carried into the frontier, so nothing is due until the next sample.
    """

    id: str
    frontier: date | None = None
    newest: date | None = None
    changed: tuple[date, ...] = ()
    idle: bool = False

    def touched(self, day: date) -> Tenant:
        """A sample of that day arrived."""
        newest = day if self.newest is None else max(self.newest, day)
        return replace(self.to_close_again(day), newest=newest, frontier=self.frontier or day, idle=False)

    def to_close_again(self, day: date) -> Tenant:
        """What is known of that day changed; it matters if the day was closed."""
        if self.frontier is None or day >= self.frontier or day in self.changed:
            return self
        return replace(self, changed=tuple(sorted((*self.changed, day))))

    def volume_ended(self, last_day: date) -> Tenant:
        """A volume counts no more after `last_day`."""
        return self.to_close_again(last_day + ONE_DAY)

    def next_day(self, now: datetime) -> date | None:
        """The day to close (again) next, or None if none is to be closed by now.

        A day is over when a sample of a later day has arrived, or some minutes after midnight.
        """
        if self.changed:
            return self.changed[0]
        if self.frontier is None or self.newest is None or self.idle:
            return None
        return self.frontier if self.frontier < max(self.newest, first_open(now)) else None

    def due(self, now: datetime) -> datetime | None:
        """When the next closing is due; None while there is nothing to close."""
        if self.next_day(now) is not None:
            return now
        return None if self.frontier is None or self.idle else closing_of(self.frontier)

    def closed(self, day: date, carried: Levels, carries_on: bool) -> Tenant:
        """`day`, that of `next_day`, is closed with these levels; `carries_on`: they were others before."""
        if day != self.frontier:
            later = replace(self, changed=self.changed[1:])
            return later.to_close_again(day + ONE_DAY) if carries_on else later
        idle = not carried and (self.newest is None or self.newest <= day)
        return replace(self, frontier=day + ONE_DAY, idle=idle)


def tenant_day_id(tenant: str, day: date) -> str:
    return f"{tenant}.{day}"


class DayOutcome(Value):
    """What closing one day gives: the tenant and its event, if any, and the day if it is kept."""

    tenant: Outcome[Tenant]
    day: TenantDay | None = None


def close_day(
    tenant: Tenant,
    day: date,
    before: Levels,
    sampled: Iterable[VolumeDay],
    was: TenantDay | None,
    *,
    at: datetime,
) -> DayOutcome:
    """Closes a day, or closes it again.

    `before`: the levels at the end of the day before, of the volumes that the tenant still has. `was`: the
    day as it was closed before. A new revision, with its event, only when the peak is another one.
    """
    sampled = tuple(sampled)
    levels, peak = levels_after(before, sampled), peak_of(before, sampled)
    if was is None and not levels:
        return DayOutcome((tenant.closed(day, levels, carries_on=False), ()))
    carries_on = levels != ({} if was is None else was.levels)
    after = tenant.closed(day, levels, carries_on)
    if was is not None and was.peak_bytes == peak:
        return DayOutcome((after, ()), replace(was, levels=levels))
    revision = 1 if was is None else was.revision + 1
    event = TenantDayClosed(time=at, tenant=tenant.id, day=day, peak_bytes=peak, tb=tb(peak), revision=revision)
    kept = TenantDay(tenant_day_id(tenant.id, day), tenant.id, day, peak, revision, levels)
    return DayOutcome((after, (event,)), kept)
