"""What rating a tenant's month costs the database: a document a meter and day, however often it was read."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from libs.runtime.clock import Clock
from libs.store import Store
from libs.testing.running import Parts
from libs.testing.statements import cost, read, table
from services.billing.domain.contract import Contract
from services.billing.domain.demand import DemandDay
from services.billing.domain.energy import EnergyDay, Hour
from services.billing.domain.item import Item, Kind
from services.billing.domain.month import Month
from services.billing.domain.stored import StorageMonth, StoredDay
from services.billing.domain.visits import Visit, VisitMonth
from services.billing.metering import rate_month
from services.billing.store import BillingUnit
from services.billing.unfit import Unfit

JANUARY, DAYS = Month(2026, 1), 32  # UTC days that January touches in Paris
ENERGY, POWER = ("a1-a", "a1-b"), ("a2-a", "a2-b")
Asked = Callable[[], None]


def item(kind: Kind, unit: str, sources: tuple[str, ...] = ()) -> Item:
    return Item(kind, kind.value, unit, Decimal(1), Decimal("20.0"), committed_kw=Decimal(1), sources=sources)


CONTRACT = Contract(
    "a.2026-01-01", "a", date(2026, 1, 1), None, "4500012345",
    (item(Kind.ENERGY, "kWh", ENERGY), item(Kind.OVERAGE_POWER, "kW", POWER), item(Kind.STORAGE, "TB-month"),
     item(Kind.VISIT, "visit")),
)  # fmt: skip


def january() -> Iterator[Any]:
    """What closed of it: every hour and every ten minutes, every storage day, and a hundred visits."""
    hours = {f"{n:02}": Hour(Decimal(n), Decimal(n + 1), Decimal(1), False) for n in range(24)}
    means = {f"{n // 6:02}{n % 6 * 10:02}": Decimal(2) for n in range(144)}
    for day in (date(2025, 12, 31) + timedelta(days=n) for n in range(DAYS)):
        yield from (EnergyDay(f"{source}/{day}", source, day, hours) for source in ENERGY)
        yield from (DemandDay(f"{source}/{day}", source, day, means) for source in POWER)
    yield StorageMonth("a/2026-01", "a", {day.isoformat(): StoredDay(10**12, 1) for day in JANUARY.whole.days})
    yield VisitMonth("a/2026-01", "a", tuple(Visit(f"v{n}", datetime(2026, 1, 5, tzinfo=UTC), 60) for n in range(100)))


@pytest.fixture
def rated(parts: Parts) -> Iterator[Asked]:
    name = f"t_{uuid.uuid4().hex[:8]}"
    store: Store[BillingUnit] = Store(parts.address(name, name), name, "billing", BillingUnit, Clock())
    store.set_up()
    unit = store.unit()
    by_entity = {one.entity: one for one in BillingUnit.collections().values()}
    for entity in january():
        collection = by_entity[type(entity)]
        store.db[unit.place_of(collection)].insert_one(collection.to_document(entity, 1))

    def ask() -> None:
        unit = store.unit()
        unit.generation = ""  # what is asked for once a second is not counted
        items = rate_month(unit, "a", [CONTRACT], JANUARY, Unfit(unit))
        assert [str(item.metered) for item in items] == ["1488.000", "3.000", "1.000", "100.000"]

    yield ask
    store.close()


def test_a_month_is_rated_from_what_closed(rated: Asked) -> None:
    assert cost(rated) == table()["a tenant's month rated, two meters by energy and two by power"]
    assert read(rated) == {
        "energy_days": DAYS * len(ENERGY), "demand_days": DAYS * len(POWER), "storage_months": 1, "visit_months": 1,
    }  # fmt: skip
