"""Invoices and credit notes, in every form, and each line explained."""

from __future__ import annotations

from contextlib import suppress
from typing import Annotated

from fastapi import Depends, Response

from libs.events import Refused
from libs.http import Caller, Listing, Page, own
from libs.store import Unavailable
from services.billing.bodies import Number
from services.billing.bodies_of_money import CreditInvoice
from services.billing.checking import check_credit_note
from services.billing.crediting import credit_invoice
from services.billing.domain.invoice import Invoice
from services.billing.domain.month import Month
from services.billing.examining import Check
from services.billing.routes.declared import (
    OWN,
    PRESS,
    WRITE,
    LineNumber,
    OfAnyMonth,
    OfSource,
    OfTenant,
    api,
    file,
)
from services.billing.store import BillingUnit
from services.billing.trace import LineTrace, explain
from services.billing.views_of_invoices import InvoiceView


@api.get("/v1/invoices", scope=OWN)
def invoices(
    unit: BillingUnit, page: Page, caller: Caller, tenant: OfTenant = None, period: OfAnyMonth = None
) -> Listing[InvoiceView]:
    """All invoices and credit notes, by number. A tenant's token sees its own."""
    wanted = caller.narrowed(tenant)
    if period is not None:
        wanted["period"] = str(Month.parse(period))
    found = unit.invoices.page(page.after, page.limit, **wanted)
    credited = unit.credited.many(invoice.id for invoice in found)
    owed = unit.receivables.many(invoice.id for invoice in found)
    disputed = unit.disputes.many(invoice.id for invoice in found)
    return page.of(
        found,
        view=lambda i: InvoiceView.of(i, credited.get(i.id), owed.get(i.id), disputed.get(i.id)),
        cursor=lambda invoice: invoice.id,
    )


@api.get("/v1/invoices/{number}.xml", scope=OWN, media="application/xml")
def invoice_xml(number: Number, unit: BillingUnit, caller: Caller) -> Response:
    """The document that machines read: EN 16931, Cross Industry Invoice."""
    own(caller, unit.invoices, number)
    return file(unit.originals.need(number).xml, f"{number}.xml", "application/xml")


@api.get("/v1/invoices/{number}.pdf", scope=OWN, media="application/pdf")
def invoice_pdf(number: Number, unit: BillingUnit, caller: Caller) -> Response:
    """The same for people: Factur-X, that is a PDF/A-3 with the XML in it. The same bytes each time."""
    found = own(caller, unit.invoices, number)
    pdf = PRESS.print(found, unit.originals.need(number).xml)
    if pdf is None:
        raise Unavailable(f"{number} cannot be printed now")
    return file(pdf, f"{number}.pdf", "application/pdf")


@api.get("/v1/invoices/{number}", scope=OWN)
def invoice(number: Number, unit: BillingUnit, caller: Caller) -> InvoiceView:
    """One invoice or credit note."""
    return _view(own(caller, unit.invoices, number), unit)


@api.get("/v1/invoices/{number}/lines/{n}", scope=OWN)
def line(number: Number, n: LineNumber, unit: BillingUnit, caller: Caller, source: OfSource = None) -> LineTrace:
    """One line, down to registers, days and hours. `source` narrows it to one meter."""
    found = own(caller, unit.invoices, number)
    asked = next((line for line in found.lines if line.n == n), None)
    if asked is None:
        raise Refused("not_found", f"{number} has no line {n}: it has {len(found.lines)}")
    return explain(found, asked, source, unit)


def _checked_note(number: Number, body: CreditInvoice) -> Check:
    with suppress(Refused):  # the decision says so
        check_credit_note(api.store.unit(), number, body.why, body.parts, PRESS.check)
    return PRESS.check


NoteCheck = Annotated[Check, Depends(_checked_note)]


@api.command("/v1/invoices/{number}/credit-note", scope=WRITE, status=201)
def credit_note(number: Number, body: CreditInvoice, unit: BillingUnit, check: NoteCheck) -> InvoiceView:
    """Takes an invoice back, in full or in part. Of one that is credited in full: the last credit note again."""
    return _view(credit_invoice(unit, number, body.why, body.parts, body.waived, check), unit)


def _view(invoice: Invoice, unit: BillingUnit) -> InvoiceView:
    number = invoice.id
    return InvoiceView.of(invoice, unit.credited.get(number), unit.receivables.get(number), unit.disputes.get(number))
