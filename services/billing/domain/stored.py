"""A tenant's daily storage peaks of a month, and the TB-months that they make."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from libs.events import Value, field
from services.billing.domain.month import Span
from services.billing.heard import TenantDayClosed

TERABYTE = Decimal(10**12)


class StoredDay(Value):
    peak_bytes: int
    revision: int


class StorageMonth(Value):
    """`days` by date, "2026-01-31"; the days are those of storage's own calendar. id: `<tenant>/<month>`."""

    id: str
    tenant: str
    days: dict[str, StoredDay] = field(default_factory=dict)

    def closed(self, event: TenantDayClosed) -> StorageMonth:
        """The month with this day; a lower revision than the known one says nothing new."""
        key = event.day.isoformat()
        known = self.days.get(key)
        if known is not None and known.revision >= event.revision:
            return self
        return StorageMonth(self.id, self.tenant, {**self.days, key: StoredDay(event.peak_bytes, event.revision)})


def storage_month_id(tenant: str, day: date) -> str:
    return f"{tenant}/{day:%Y-%m}"


def tb_months(month: StorageMonth | None, span: Span) -> tuple[Decimal, bool]:
    """Sum of the span's daily peaks / days of the month / 10^12, and whether it is complete.

    Over a whole month that is the mean of its daily peaks. Days close in order, so that the span is complete
    as soon as its last day is there; a day before the tenant's first volume counts nothing.
    """
    if month is None:
        return Decimal(0), False
    known = [month.days[day.isoformat()] for day in span.days if day.isoformat() in month.days]
    total = sum(day.peak_bytes for day in known)
    return Decimal(total) / (span.month.days * TERABYTE), span.last_day.isoformat() in month.days
