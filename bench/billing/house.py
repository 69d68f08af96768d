"""Tenants with two meters, storage and a visit a month, and a year of all that behind them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

from libs.runtime.clock import Clock
from libs.store import Collection, Store
from services.billing.domain.contract import Account, Contract, agree, contract_id
from services.billing.domain.demand import DemandDay
from services.billing.domain.energy import EnergyDay, Hour
from services.billing.domain.item import Item, Kind
from services.billing.domain.month import Month
from services.billing.domain.stored import StorageMonth, StoredDay
from services.billing.domain.tenant import Tenant
from services.billing.domain.visits import Visit, VisitMonth
from services.billing.events import Address
from services.billing.store import BillingUnit

AFTER = datetime(2027, 1, 5, 8, tzinfo=UTC)
"""The year is over."""
MONTHS = [Month(2026, n) for n in range(1, 13)]
FIRST, LAST = date(2025, 12, 31), date(2026, 12, 31)
"""UTC days that the months of Paris touch."""
TB, VAT = 10**12, Decimal("20.0")


def opened(mongo: str, database: str) -> Store[BillingUnit]:
    """Billing's store on a day after the year, at which its clock all but stands still."""
    return Store(mongo, database, "billing", BillingUnit, Clock(platform=AFTER.timestamp(), speed=1e-9))


def names(tenants: int) -> list[str]:
    return [f"t-{n:03}" for n in range(tenants)]


def tenant(id: str) -> Tenant:
    address = Address("55 boulevard Diderot", "75012", "Paris", "FR")
    return Tenant(id, f"Établissement {id}", "26750045200011", "DSI", 30, address)


def contract(tenant: str) -> Contract:
    """Every kind of item that is metered in what `usage` brings, and what is billed by days."""
    both, one = (f"{tenant}-a", f"{tenant}-b"), (f"{tenant}-a",)

    def item(kind: Kind, label: str, unit: str, price: str, **more: Any) -> Item:
        return Item(kind, label, unit, Decimal(price), VAT, **more)

    items = (
        item(Kind.ENERGY, "Énergie informatique", "kWh", "0.1834", sources=both),
        item(Kind.COMMITTED_POWER, "Puissance souscrite", "kW", "14.50", committed_kw=Decimal("2.5")),
        item(Kind.OVERAGE_POWER, "Dépassement de puissance", "kW", "29.00", committed_kw=Decimal("2.5"), sources=one),
        item(Kind.STORAGE, "Stockage", "TB-month", "11.80"),
        item(Kind.RACK, "Baies", "rack-month", "310.00", racks=(f"{tenant}-1",)),
        item(Kind.VISIT, "Visites accompagnées", "visit", "45.00", included=Decimal(1)),
        item(Kind.FIXED, "Exploitation", "month", "1850.00"),
    )
    day = MONTHS[0].first_day
    return Contract(contract_id(tenant, day), tenant, day, None, "4500012345", items)


def agreed(unit: BillingUnit, ids: list[str]) -> None:
    """The tenants and their contracts."""
    for id in ids:
        unit.put(tenant(id))
        unit.save(agree(contract(id), Account(id), (), unit.now))
        unit.put(Account(id, contracts=(contract(id).id,)))


def usage(tenant: str) -> Iterator[tuple[Collection[Any], Any]]:
    """All that was told of a tenant in the year, as billing keeps it."""
    for meter in "ab":
        for day in _days():
            yield BillingUnit.energy_days, energy_day(f"{tenant}-{meter}", day)
    for day in _days():
        yield BillingUnit.demand_days, demand_day(f"{tenant}-a", day)
    for month in MONTHS:
        days = {day.isoformat(): StoredDay(20 * TB + day.day * TB // 10, 1) for day in month.whole.days}
        yield BillingUnit.storage_months, StorageMonth(f"{tenant}/{month}", tenant, days)
        ends = month.start + timedelta(days=10)
        yield BillingUnit.visit_months, VisitMonth(f"{tenant}/{month}", tenant, (Visit("v", ends, 90),))


def energy_day(source: str, day: date) -> EnergyDay:
    """24 hours of 2.125 kWh."""
    begun = Decimal(1_000) + (day - FIRST).days * 51
    registers = [begun + n * Decimal("2.125") for n in range(25)]
    hours = {f"{n:02}": Hour(a, b, b - a, False) for n, (a, b) in enumerate(pairwise(registers))}
    return EnergyDay(f"{source}/{day}", source, day, hours)


def demand_day(source: str, day: date) -> DemandDay:
    """144 means, between 2 and 3 kW."""
    kw = {f"{n // 6:02}{n % 6 * 10:02}": Decimal(2_000 + (n * 37 + day.day) % 1_000) / 1_000 for n in range(144)}
    return DemandDay(f"{source}/{day}", source, day, kw)


def _days() -> Iterator[date]:
    return (FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1))
