"""A month as a run would close it: what would be issued, what is doubtful about it, who would be skipped and why."""

from __future__ import annotations

from collections.abc import Iterable

from libs.events import Value
from services.billing.domain.doubt import Doubt, doubts
from services.billing.domain.invoice import Draft
from services.billing.domain.month import Month
from services.billing.domain.rating import rating_id
from services.billing.domain.run import Run
from services.billing.domain.tenant import Tenant
from services.billing.events import Skipped
from services.billing.examining import Check, Statement, examine_month
from services.billing.metering import contracts_of
from services.billing.store import BillingUnit


class Preview(Value):
    draft: Draft
    doubts: tuple[Doubt, ...]


def preview_month(
    unit: BillingUnit, month: Month, tenants: Iterable[Tenant], check: Check
) -> tuple[Run, tuple[Preview, ...]]:
    """Nothing is written; a part of the City is shown too. Raises Refused (conflict) for a month that is not over."""
    named: list[str] = []
    skipped: list[Skipped] = []
    previews: list[Preview] = []
    for one in examine_month(unit, month, tenants, check):
        if one.number is not None:
            named.append(one.number)
        if one.skipped is not None:
            skipped.append(one.skipped)
        if one.statement is not None and (one.skipped is None or not one.tenant.invoiced):
            previews.append(Preview(one.statement.draft, _doubts(unit, one.statement)))
    return Run(f"{month}.dry", str(month), unit.now, tuple(named), (), tuple(skipped)), tuple(previews)


def _doubts(unit: BillingUnit, statement: Statement) -> tuple[Doubt, ...]:
    tenant = statement.account.id
    rated = unit.ratings.get(rating_id(tenant, statement.month.before))
    invoice = unit.invoices.get(rated.invoice) if rated else None
    lines = invoice.lines if invoice else None
    return doubts(statement.draft, statement.items, contracts_of(unit, tenant), lines)
