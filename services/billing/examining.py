"""A tenant's month before it is closed: rated, its late usage found, its invoice drafted and held against the norm."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime

from libs.events import Value
from services.billing.document.press import Verdict
from services.billing.domain.contract import Account, Contract
from services.billing.domain.index import Index
from services.billing.domain.invoice import Draft, Invoice, draft, issue
from services.billing.domain.ledger import provisional
from services.billing.domain.month import Month
from services.billing.domain.party import SELLER
from services.billing.domain.rating import (
    ADJUSTABLE_MONTHS,
    RatedItem,
    Rating,
    priced,
    rate_again,
    rating_id,
)
from services.billing.domain.run import refuse_unfinished
from services.billing.domain.tenant import Tenant
from services.billing.events import Skipped
from services.billing.metering import contracts_of, corrections_of, rate_month, read_ahead
from services.billing.store import BillingUnit
from services.billing.unfit import Unfit

Check = Callable[[Invoice], Verdict]
"""Holds an invoice's document against the norm before it has a number."""
PASSED = Verdict((), b"")


class Statement(Value):
    """What a run would bill a tenant: the draft, its month as rated now, and the `late` ones to adjust."""

    account: Account
    month: Month
    contracts: Sequence[Contract]
    items: tuple[RatedItem, ...]
    late: tuple[Rating, ...]
    draft: Draft
    faults: tuple[str, ...]
    """Which figures are missing for its prices."""


class Examined(Value):
    """A tenant's month before it is closed. `number`: of the invoice that it has already, then nothing else."""

    tenant: Tenant
    number: str | None = None
    statement: Statement | None = None
    verdict: Verdict = PASSED

    @property
    def skipped(self) -> Skipped | None:
        """Why a run issues nothing of it, or None."""
        return Skipped(self.tenant.id, "; ".join(self.verdict.faults)) if self.verdict.faults else None


def examine_month(unit: BillingUnit, month: Month, tenants: Iterable[Tenant], check: Check) -> Iterator[Examined]:
    """Tenant by tenant, so that one can be issued before the next is looked at.

    Raises Refused (conflict) for a month that is not over.
    """
    refuse_unfinished(month, unit.now)
    tenants, unfit = list(tenants), Unfit(unit)
    ratings = unit.ratings.many(rating_id(tenant.id, month) for tenant in tenants)
    for tenant in tenants:
        known = ratings.get(rating_id(tenant.id, month))
        if known is not None:
            yield Examined(tenant, known.invoice)
            continue
        statement = state(unit, tenant, month, unfit)
        yield Examined(tenant, None, statement, judge(statement, month, unit.now, check))


def judge(statement: Statement | None, month: Month, at: datetime, check: Check) -> Verdict:
    """Why a run issues no invoice of it, and the checked XML if it does. No number is taken for that."""
    if statement is None:
        return Verdict((f"no contract in {month}",), b"")
    tenant, why_not = statement.draft.tenant, statement.draft.why_not
    if not tenant.invoiced:
        why_not = f"{tenant.id} is of the City: shown, not invoiced"
    faults = (why_not, *statement.faults) if why_not else statement.faults
    if faults:
        return Verdict(faults, b"")
    invoice, _ = issue(statement.draft, provisional(at), at)
    return check(invoice)


def state(unit: BillingUnit, tenant: Tenant, month: Month, unfit: Unfit) -> Statement | None:
    """What a tenant owes for a month and late usage of others, also after it left; None: nothing."""
    account = unit.accounts.get(tenant.id)
    if account is None:
        return None
    contracts = contracts_of(unit, tenant.id)
    in_month = [c for c in contracts if month.between(c.first_day, c.last_day)]
    late = _late(unit, account, contracts, month, unfit)
    if not in_month and not late:
        return None
    items = rate_month(unit, tenant.id, in_month, month, unfit)
    items, faults = priced(items, in_month, _indices(unit, in_month))
    owed = [(rating.month, item, quantity) for rating in late for item, quantity in rating.owed()]
    named = {item.contract for item in items} | {item.contract for _, item, _ in owed}
    engagements = [contract.engagement for contract in contracts if contract.id in named]
    issuer = unit.issuers.get("issuer")
    drafted = draft(issuer.party if issuer else SELLER, tenant, str(month), engagements, items, owed)
    return Statement(account, month, in_month, items, late, drafted, faults)


def _indices(unit: BillingUnit, contracts: Iterable[Contract]) -> list[Index]:
    names = {item.revision.index for contract in contracts for item in contract.items if item.revision}
    return [index for name in sorted(names) for index in unit.indices.where(name=name)]


def _late(
    unit: BillingUnit, account: Account, contracts: Sequence[Contract], month: Month, unfit: Unfit
) -> tuple[Rating, ...]:
    """The invoiced months of which more (or less) is known now than is billed, the oldest first."""
    invoiced = [m for m in account.invoiced if m != str(month)][-ADJUSTABLE_MONTHS:]
    known = unit.ratings.many(rating_id(account.id, m) for m in invoiced)
    read_ahead(unit, account.id, contracts, map(Month.parse, invoiced))
    late: list[Rating] = []
    for rating in known.values():
        then = Month.parse(rating.month)
        its_contracts = [c for c in contracts if then.between(c.first_day, c.last_day)]
        corrections = corrections_of(unit, its_contracts, then)
        settled = rating.settled(its_contracts, corrections)
        items = rate_month(unit, account.id, its_contracts, then, unfit, settled)
        now = rate_again(rating, items, corrections)
        if now.owed():
            late.append(now)
    return tuple(late)
