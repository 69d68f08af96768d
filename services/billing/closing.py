"""Closing a month: an invoice for every tenant whose month passes; all in one unit."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from libs.events import replace
from services.billing.document.press import Verdict
from services.billing.domain.dispute import Disputes
from services.billing.domain.hand_over import HandOver
from services.billing.domain.invoice import issue
from services.billing.domain.ledger import Ledger, provisional, year_of
from services.billing.domain.month import Month
from services.billing.domain.original import Original
from services.billing.domain.rating import (
    Rating,
    rated,
    rating_id,
)
from services.billing.domain.receivable import receivable
from services.billing.domain.run import Run, RunsOfMonth, closed
from services.billing.domain.tenant import Tenant
from services.billing.events import Skipped
from services.billing.examining import Check, Statement, examine_month
from services.billing.metering import corrections_of
from services.billing.store import BillingUnit


def close_month(unit: BillingUnit, month: Month, tenants: Iterable[Tenant], check: Check) -> Run:
    """Issues what is not issued yet and passes, and names the rest; a second run of a month issues nothing.

    Raises Refused (conflict) for a month that is not over.
    """
    named: list[str] = []
    issued: list[str] = []
    skipped: list[Skipped] = []
    for one in examine_month(unit, month, tenants, check):
        if one.skipped is not None:
            skipped.append(one.skipped)
        elif one.number is not None:
            named.append(one.number)
        elif one.statement is not None:
            number = _issue(unit, one.statement, one.verdict)
            named.append(number)
            issued.append(number)
    runs = unit.runs_of_months.get(str(month)) or RunsOfMonth(str(month))
    unit.put(replace(runs, count=runs.count + 1))
    run = Run(f"{month}.{runs.count + 1}", str(month), unit.now, tuple(named), tuple(issued), tuple(skipped))
    unit.save(closed(run))
    return run


def _issue(unit: BillingUnit, statement: Statement, verdict: Verdict) -> str:
    """Gives the next number of the year; the ledger is written here, so that no two runs give the same."""
    account, month = statement.account, statement.month
    year = year_of(unit.now)
    ledger = unit.ledgers.get(year) or Ledger(year)
    number = ledger.next_number
    unit.put(ledger.issued(statement.draft.totals.net, str(Month.of(unit.now))))
    issued = issue(statement.draft, number, unit.now)
    unit.save(issued)
    unit.put(receivable(issued[0]))
    unit.put(HandOver(number, account.id))
    unit.put(Disputes(number, account.id))
    unit.put(Original.of(number, verdict.xml, provisional(unit.now)))
    rating = Rating(
        id=rating_id(account.id, month),
        tenant=account.id,
        month=str(month),
        invoice=number,
        revision=1,
        items=statement.items,
        billed=tuple(item.quantity for item in statement.items),
        corrections=corrections_of(unit, statement.contracts, month),
    )
    unit.save(rated(rating, unit.now))
    for late in statement.late:
        owed: dict[tuple[str, int], Decimal] = {(i.contract, i.item): quantity for i, quantity in late.owed()}
        unit.save(rated(late.bill(owed), unit.now))
    unit.put(replace(account, invoiced=tuple(sorted((*account.invoiced, str(month))))))
    return number
