"""A month as a run would close it: what would be issued, what is doubtful about it, who would be skipped and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from services.billing.closing import Check, Statement, judge, state
from services.billing.domain.doubt import Doubt, doubts
from services.billing.domain.invoice import Draft
from services.billing.domain.month import Month
from services.billing.domain.rating import rating_id
from services.billing.domain.run import Run, refuse_unfinished
from services.billing.domain.tenant import Tenant
from services.billing.events import Skipped
from services.billing.metering import contracts_of
from services.billing.store import BillingUnit


@dataclass(frozen=True, slots=True)
class Preview:
    draft: Draft
    doubts: tuple[Doubt, ...]


def preview_month(
    unit: BillingUnit, month: Month, tenants: Iterable[Tenant], check: Check
) -> tuple[Run, tuple[Preview, ...]]:
    """Nothing is written; a part of the City is shown too. Raises Refused (conflict) for a month that is not over."""
    refuse_unfinished(month, unit.now)
    named: list[str] = []
    skipped: list[Skipped] = []
    previews: list[Preview] = []
    for tenant in tenants:
        known = unit.ratings.get(rating_id(tenant.id, month))
        if known is not None:
            named.append(known.invoice)
            continue
        statement = state(unit, tenant, month)
        faults = judge(statement, month, unit.now, check).faults
        if faults:
            skipped.append(Skipped(tenant.id, "; ".join(faults)))
        if statement is None or (faults and tenant.invoiced):
            continue
        previews.append(Preview(statement.draft, _doubts(unit, statement)))
    return Run(f"{month}.dry", str(month), unit.now, tuple(named), (), tuple(skipped)), tuple(previews)


def _doubts(unit: BillingUnit, statement: Statement) -> tuple[Doubt, ...]:
    tenant = statement.account.id
    rated = unit.ratings.get(rating_id(tenant, statement.month.before))
    invoice = unit.invoices.get(rated.invoice) if rated else None
    lines = invoice.lines if invoice else None
    return doubts(statement.draft, statement.items, contracts_of(unit, tenant), lines)
