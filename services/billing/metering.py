"""Reads what a tenant's month is rated from: documents by id, one query a collection."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from libs.events import replace
from services.billing.domain.contract import Contract
from services.billing.domain.item import Kind
from services.billing.domain.month import Month, utc_days
from services.billing.domain.rating import (
    BY_SOURCE,
    Correction,
    RatedItem,
    Settled,
    correction_id,
    rate,
    sources_to_read,
)
from services.billing.domain.usage import Readings
from services.billing.store import BillingUnit
from services.billing.unfit import Unfit


def rate_month(
    unit: BillingUnit,
    tenant: str,
    contracts: Iterable[Contract],
    month: Month,
    unfit: Unfit,
    settled: Settled | None = None,
) -> tuple[RatedItem, ...]:
    """A tenant's usage of a month, as it is known now; what is `settled` is not read again.

    The readings are let go of: a run that kept those of all its tenants would hold a gigabyte.
    """
    contracts = list(contracts)
    sources = sources_to_read(contracts, month, settled or {})
    readings = replace(_readings(unit, tenant, month, sources), windows=unfit.credited(contracts))
    rated = rate(contracts, month, readings, unit.now, settled)
    for read in (unit.energy_days, unit.heat_days, unit.demand_days):
        read.forget()
    return rated


def corrections_of(unit: BillingUnit, contracts: Iterable[Contract], month: Month) -> tuple[Correction, ...]:
    """What was corrected so far in the readings that a month is rated from."""
    found = unit.corrections.many(correction_id(source, month) for source in _by_source(contracts))
    return tuple(found.values())


def read_ahead(unit: BillingUnit, tenant: str, contracts: Iterable[Contract], months: Iterable[Month]) -> None:
    """Reads, of several months at once, what tells whether they are rated otherwise now."""
    months, sources = list(months), _by_source(contracts)
    unit.corrections.many(correction_id(source, month) for source in sources for month in months)
    unit.storage_months.many(f"{tenant}/{month}" for month in months)
    unit.visit_months.many(f"{tenant}/{month}" for month in months)


def contracts_of(unit: BillingUnit, tenant: str) -> list[Contract]:
    """All contracts of a tenant, the first first."""
    account = unit.accounts.get(tenant)
    found = unit.contracts.many(account.contracts) if account else {}
    return sorted(found.values(), key=lambda contract: contract.first_day)


def source_days(source: str, start: datetime, end: datetime) -> list[str]:
    """The ids of a source's UTC days between two instants."""
    return [f"{source}/{day.isoformat()}" for day in utc_days(start, end)]


def _by_source(contracts: Iterable[Contract]) -> list[str]:
    return sorted({s for c in contracts for item in c.items if item.kind in BY_SOURCE for s in item.sources})


def _readings(unit: BillingUnit, tenant: str, month: Month, sources: Mapping[Kind, set[str]]) -> Readings:
    whole = month.whole
    days = {source: source_days(source, whole.start, whole.end) for named in sources.values() for source in named}

    def ids(kind: Kind) -> list[str]:
        return [id for source in sorted(sources[kind]) for id in days[source]]

    energy = unit.energy_days.many(ids(Kind.ENERGY))
    heat = unit.heat_days.many(ids(Kind.HEAT_CREDIT))
    powered = sources[Kind.OVERAGE_POWER] | sources[Kind.PERCENTILE_POWER]
    demand = unit.demand_days.many(id for source in sorted(powered) for id in days[source])
    return Readings(
        energy={s: [energy[id] for id in days[s] if id in energy] for s in sources[Kind.ENERGY]},
        heat={s: [heat[id] for id in days[s] if id in heat] for s in sources[Kind.HEAT_CREDIT]},
        demand={s: [demand[id] for id in days[s] if id in demand] for s in powered},
        storage=unit.storage_months.get(f"{tenant}/{month}"),
        visits=unit.visit_months.get(f"{tenant}/{month}"),
    )
