"""Invoices: drafted, issued once, never changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from libs.events import Outcome, Value
from services.billing.domain.line import Line, line
from services.billing.domain.money import Totals
from services.billing.domain.month import PARIS
from services.billing.domain.party import Party
from services.billing.domain.rating import RatedItem
from services.billing.domain.tenant import Tenant
from services.billing.events import InvoiceIssued

INVOICE, CREDIT_NOTE = "380", "381"
"""UNTDID 1001 document types."""


class Invoice(Value):
    """An issued document, type 380 or 381 (then with what it `cancels` and `why`, and positive amounts)."""

    id: str
    type: str
    tenant: str
    period: str
    issued_on: date
    due_on: date
    seller: Party
    buyer: Party
    engagements: tuple[str, ...]
    lines: tuple[Line, ...]
    totals: Totals
    currency: str = "EUR"
    cancels: str | None = None
    cancels_issued_on: date | None = None
    why: str | None = None


class Draft(Value):
    """An invoice without a number: what a run would issue."""

    seller: Party
    tenant: Tenant
    period: str
    engagements: tuple[str, ...]
    lines: tuple[Line, ...]
    totals: Totals

    @property
    def why_not(self) -> str | None:
        """Why no invoice is issued of it, or None. A 380 is never negative (EN 16931)."""
        if all(line.quantity == 0 for line in self.lines):
            return "nothing used and nothing fixed: nothing to bill"
        if self.totals.gross < 0:
            return f"credits exceed what is owed by {-self.totals.gross} EUR"
        return None


def draft(
    seller: Party,
    tenant: Tenant,
    period: str,
    engagements: Sequence[str],
    items: Iterable[RatedItem],
    late: Iterable[tuple[str, RatedItem, Decimal]] = (),
) -> Draft:
    """The lines of a month's items, then those of `late` usage: its month, the item, what is not billed."""
    lines = [line(n, period, item, item.quantity) for n, item in enumerate(items, start=1)]
    for month, item, quantity in late:
        lines.append(line(len(lines) + 1, month, item, quantity, adjustment=True))
    totals = Totals.of((line.net, line.vat_rate) for line in lines)
    return Draft(seller, tenant, period, tuple(dict.fromkeys(engagements)), tuple(lines), totals)


def issue(draft: Draft, number: str, at: datetime) -> Outcome[Invoice]:
    """The draft becomes the invoice of this number, on the day that it is in Paris."""
    issued_on = at.astimezone(PARIS).date()
    tenant, totals = draft.tenant, draft.totals
    invoice = Invoice(
        id=number,
        type=INVOICE,
        tenant=tenant.id,
        period=draft.period,
        issued_on=issued_on,
        due_on=issued_on + timedelta(days=tenant.payment_days),
        seller=draft.seller,
        buyer=Party(tenant.name, tenant.siret, tenant.address, service_code=tenant.service_code),
        engagements=draft.engagements,
        lines=draft.lines,
        totals=totals,
    )
    return invoice, (
        InvoiceIssued(
            time=at,
            number=number,
            tenant=invoice.tenant,
            period=invoice.period,
            issued_on=invoice.issued_on,
            due_on=invoice.due_on,
            net_total=totals.net,
            vat_total=totals.vat_total,
            gross_total=totals.gross,
            currency=invoice.currency,
        ),
    )
