"""An invoice as EN 16931 XML (Cross Industry Invoice), in the terms of the norm.

`BT-n` and `BG-n` are the norm's names; traps of the library and identifiers that pass: domain.md, Billing.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from facturx import generate_xml

from services.billing.document import mentions
from services.billing.document.french import of_month
from services.billing.document.units import unit_of
from services.billing.domain.invoice import CREDIT_NOTE, Invoice
from services.billing.domain.line import Line
from services.billing.domain.month import Month
from services.billing.domain.party import Party

SIREN, SIRET, ELECTRONIC = "0002", "0009", "0225"
"""Schemes of identifiers. Source: domain.md, Billing, Traps."""

SERVICES = "S1"
"""BT-23: an invoice for services, deposited by its seller."""

CREDIT_TRANSFER = "30"


def cii(invoice: Invoice) -> bytes:
    """The XML; the same bytes for the same invoice."""
    xml: bytes = generate_xml(terms_of(invoice), "factur-x", "en16931", check_xsd=False, check_schematron=False)
    return xml


def terms_of(invoice: Invoice) -> dict[str, Any]:
    """The business terms by their names: texts and days, since the library refuses numbers. It changes the dict."""
    first, last = _covered(invoice)
    terms: dict[str, Any] = {
        "BT-1": invoice.id,
        "BT-2": invoice.issued_on,
        "BT-3": invoice.type,
        "BT-5": invoice.currency,
        "BT-9": invoice.due_on,
        "BT-10": invoice.buyer.service_code,
        "BT-12": invoice.lines[-1].contract,
        "BT-13": invoice.engagements[0] if invoice.engagements else None,
        "BT-20": mentions.terms(invoice),
        "BT-23": SERVICES,
        "BT-72": last,
        "BT-73": first,
        "BT-74": last,
        "BT-83": invoice.id,
        "BT-106": f"{invoice.totals.net:f}",
        "BT-109": f"{invoice.totals.net:f}",
        "BT-110": f"{invoice.totals.vat_total:f}",
        "BT-112": f"{invoice.totals.gross:f}",
        "BT-115": f"{invoice.totals.gross:f}",
        "BG-1": _notes(invoice),
        "BG-4": _party(invoice.seller),
        "BG-7": _party(invoice.buyer),
        "BG-23": _vat(invoice),
        "BG-25": [_line(line) for line in invoice.lines],
    }
    if invoice.seller.iban:
        terms |= {"BT-81": CREDIT_TRANSFER, "BT-84": invoice.seller.iban, "BT-85": invoice.seller.name}
    if invoice.type == CREDIT_NOTE:
        terms["BG-3"] = [{"BT-25": invoice.cancels, "BT-26": invoice.cancels_issued_on}]
    return {name: value for name, value in terms.items() if value is not None}


def percent(rate: Decimal) -> str:
    """`20`, `5.5`: the French rules know a rate by its digits."""
    return f"{rate.normalize():f}"


def _covered(invoice: Invoice) -> tuple[date, date]:
    """The days that are billed; adjustments of other months stand in the month of the invoice."""
    own = [line for line in invoice.lines if line.period == invoice.period]
    month_of = Month.parse(invoice.period)
    first = min((line.first_day for line in own), default=month_of.first_day)
    return first, max((line.last_day for line in own), default=month_of.last_day)


def _notes(invoice: Invoice) -> list[dict[str, str]]:
    notes = [{"BT-21": subject, "BT-22": text} for subject, text in mentions.SUBJECTS.items()]
    if invoice.type == CREDIT_NOTE:
        notes.append({"BT-22": mentions.motive(invoice)})
    if len(invoice.engagements) > 1:
        notes.append({"BT-22": mentions.engagements(invoice)})
    return notes


def _party(party: Party) -> dict[str, Any]:
    found = {
        "name": party.name,
        "identifiers": {SIRET: party.siret},
        "legal_identifier": party.siren,
        "legal_identifier_schemeid": SIREN,
        "vat_identifier": party.vat_number,
        "einvoicing_addr": f"{party.siren}_{party.siret}",
        "einvoicing_addr_schemeid": ELECTRONIC,
        "addr_l1": party.address.line,
        "postcode": party.address.postcode,
        "city": party.address.city,
        "country_code": party.address.country,
    }
    return {name: value for name, value in found.items() if value is not None}


def _vat(invoice: Invoice) -> list[dict[str, str]]:
    found = []
    for vat in invoice.totals.vat:
        terms = {
            "BT-116": f"{vat.base:f}",
            "BT-117": f"{vat.amount:f}",
            "BT-118": _category(vat.rate),
            "BT-119": percent(vat.rate),
        }
        if vat.rate == 0:
            reasons = dict.fromkeys(line.vat_reason for line in invoice.lines if line.vat_rate == 0)
            terms["BT-120"] = "; ".join(reason for reason in reasons if reason) or mentions.NO_VAT
        found.append(terms)
    return found


def _category(rate: Decimal) -> str:
    """S: standard (or reduced); E: exempt."""
    return "S" if rate else "E"


def _line(line: Line) -> dict[str, Any]:
    unit = unit_of(line.unit)
    return {
        "BT-126": str(line.n),
        "BT-129": f"{line.quantity:f}",
        "BT-130": unit.code,
        "BT-131": f"{line.net:f}",
        "BT-134": line.first_day,
        "BT-135": line.last_day,
        "BT-146": f"{line.unit_price:f}",
        "BT-151": _category(line.vat_rate),
        "BT-152": percent(line.vat_rate),
        "BT-153": line.label,
        "BT-154": f"Unité : {unit.printed}. Consommation {of_month(line.period)}.",
    }
