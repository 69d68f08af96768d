"""Every issued document passes the norm and the French rules, and what they do not find is found all the same."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from functools import cache

import pytest
from facturx import get_xml_from_pdf
from pypdf import PdfReader

from libs.events import replace
from services.billing.closing import close_month
from services.billing.document import french
from services.billing.document.cii import cii
from services.billing.document.press import AWAY, Press, Verdict
from services.billing.document.unseen import unseen_faults
from services.billing.document.validation import Validation
from services.billing.domain.invoice import Invoice
from services.billing.domain.month import Month
from services.billing.domain.party import SELLER
from services.billing.routes import declared
from tests.unit.billing.story import Billing, item
from tests.unit.billing.test_month_close import whole_january

IBAN = "FR7630001007941234567890185"
FIXED = item("fixed", "100.00", "month")


@cache
def validation() -> Validation:
    return Validation()


def passes(billing: Billing, number: str) -> None:
    invoice, xml = billing.invoice(number), billing.unit.originals.need(number).xml
    assert validation().faults(xml) == []
    assert unseen_faults(xml, invoice) == []
    assert xml == cii(invoice)


@cache
def january() -> Invoice:
    """Every kind of item, and an account to pay to."""
    billing = whole_january()
    billing.run("2026-01")
    return replace(billing.invoice("2026-000001"), seller=replace(SELLER, iban=IBAN))


# -- what is issued passes


def test_an_invoice_and_its_credit_note_pass_all_that_there_is() -> None:
    billing = whole_january()
    billing.run("2026-01")
    billing.credit("2026-000001", why="Erreur de compteur")
    passes(billing, "2026-000001")
    passes(billing, "2026-000002")
    note = billing.unit.originals.need("2026-000002").xml.decode()
    assert "<ram:TypeCode>381</ram:TypeCode>" in note
    # BT-25 and BT-26
    referenced = note.split("<ram:InvoiceReferencedDocument>")[1]
    assert "2026-000001" in referenced
    assert "20260202" in referenced


def test_two_contracts_of_a_month_a_rate_of_nothing_and_a_late_month_pass() -> None:
    billing = Billing().tenant()
    exempt = item("visit", "45.00", "visit") | {"vat": "0", "vat_reason": "Exonération, article 261 du CGI"}
    billing.contract(item("energy", "0.10", "kWh", sources=["r1-a"]), FIXED, until="2026-02-17")
    billing.contract(FIXED, exempt, since="2026-02-18", engagement="4500099999")
    billing.visit("v1", "2026-02-20T10:00")
    billing.at("2026-02-02T08:00:00").run("2026-01")
    billing.month_of_hours("r1-a", "2026-01")
    billing.at("2026-03-02T08:00:00").run("2026-02")
    assert [line.kind for line in billing.invoice("2026-000002").lines][-1] == "adjustment"
    passes(billing, "2026-000002")
    xml = billing.unit.originals.need("2026-000002").xml.decode()
    assert "Exonération, article 261 du CGI" in xml
    assert "Numéros d'engagement : 4500012345, 4500099999." in xml


def test_with_an_account_to_pay_to_it_passes_too() -> None:
    assert validation().faults(cii(january())) == []
    assert unseen_faults(cii(january()), january()) == []


def test_the_page_carries_the_xml_and_is_the_same_bytes_each_time() -> None:
    billing = whole_january()
    billing.run("2026-01")
    invoice, xml = billing.invoice("2026-000001"), billing.unit.originals.need("2026-000001").xml
    pdf = declared.PRESS.print(invoice, xml)
    other = Press()
    assert pdf is not None
    assert other.print(invoice, xml) == pdf
    assert get_xml_from_pdf(pdf) == ("factur-x.xml", xml)
    reader = PdfReader(io.BytesIO(pdf))
    said = "\n".join(page.extract_text() for page in reader.pages).replace("\u202f", " ")
    for told in (
        "Facture 2026-000001", "SIRET 267 500 452 00011", "4500012345", "DSI", "24 mars 2026", "2 439,74 €",
        "relevé 2 325,372 kWh, inclus 100,000", "40 euros", "Consommations de janvier 2026", "souscrit 4,500 kW",
    ):  # fmt: skip
        assert told in said, told
    metadata = reader.xmp_metadata
    assert metadata is not None
    assert (metadata.pdfaid_part, metadata.pdfaid_conformance) == ("3", "B")


# -- what does not pass is not issued


def test_what_does_not_pass_is_not_issued_and_takes_no_number() -> None:
    billing = Billing().tenant().tenant("fine").tenant("letters", name="東京")
    for tenant, price in (("ap-hp", "0.1234567"), ("letters", "1"), ("fine", "1")):
        billing.contract(item("fixed", price, "month"), tenant=tenant)
    run = billing.at("2026-02-02T08:00:00").run("2026-01")
    assert run.issued == ("2026-000001",)
    assert billing.invoice("2026-000001").tenant == "fine"
    why = {skipped.tenant: skipped.why for skipped in run.skipped}
    assert "BR-FR-DEC-03/BT-146" in why["ap-hp"]
    assert why["letters"] == "the letters 京東 cannot be printed"
    assert [ledger.last for ledger in billing.unit.ledgers.where()] == [1]
    # a dry run says the same
    assert {s.tenant: s.why for s in billing.run("2026-01", dry_run=True).skipped} == why


def test_what_cannot_be_checked_is_not_issued() -> None:
    billing = Billing("2026-02-02T08:00:00").tenant()
    billing.contract(FIXED)
    tenants = billing.unit.tenants.where()
    run = close_month(billing.unit, Month.parse("2026-01"), tenants, lambda _: Verdict((AWAY,), b""))
    assert [skipped.why for skipped in run.skipped] == ["its document cannot be checked now: run again"]
    assert not billing.unit.invoices.where()
    assert not billing.unit.ledgers.where()
    assert billing.run("2026-01").issued == ("2026-000001",)


def test_a_press_that_died_is_started_again() -> None:
    press = Press()
    first = press.check(january())
    assert first.faults == ()
    assert press._process is not None
    press._process.kill()
    assert press.check(replace(january(), why="again")).faults == ()
    press.close()


# -- what no validator finds


def swapped(old: str, new: str) -> Callable[[str], str]:
    def change(xml: str) -> str:
        assert old in xml, old
        return xml.replace(old, new)

    return change


def doubled_line(xml: str) -> str:
    return xml.replace("<ram:LineID>2</ram:LineID>", "<ram:LineID>1</ram:LineID>")


def without(element: str) -> Callable[[str], str]:
    return lambda xml: re.sub(rf"\s*<ram:{element}>.*?</ram:{element}>", "", xml, flags=re.DOTALL)


def vat_off_by_some_cents(xml: str) -> str:
    xml = swapped(">390.12<", ">390.52<")(xml)
    xml = swapped(">399.12<", ">399.52<")(xml)
    return swapped(">2439.74<", ">2440.14<")(xml)


UNSEEN = {
    "a SIREN with a wrong check digit": (swapped(">267500452<", ">267500453<"), "267500453 is no SIREN"),
    "an IBAN with a wrong check digit": (swapped(IBAN, IBAN[:-1] + "6"), "is no IBAN"),
    "a French VAT number that is none": (swapped("FR72217500016", "FR73217500016"), "is no French VAT number"),
    "a doubled line": (doubled_line, "line 1 stands there twice"),
    "no service code": (without("BuyerReference"), "BT-10, the service code, is missing"),
    "no engagement": (without("BuyerOrderReferencedDocument"), "BT-13, the engagement number, is missing"),
    "a quantity that does not make the amount": (swapped(">2225.372<", ">2225.972<"), "line 1: 2225.972 x 0.1834"),
    "VAT off by some cents": (vat_off_by_some_cents, "VAT at 20 % of 1950.62 is 390.12, not as said"),
}


@pytest.mark.parametrize("spoiled", UNSEEN)
def test_what_no_validator_finds_is_found(spoiled: str) -> None:
    change, said = UNSEEN[spoiled]
    xml = change(cii(january()).decode()).encode()
    assert any(said in fault for fault in unseen_faults(xml, january())), unseen_faults(xml, january())


def test_no_validator_finds_them() -> None:
    for spoiled, (change, _) in UNSEEN.items():
        if spoiled != "a SIREN with a wrong check digit":  # the SIRET beside it no longer begins with it
            assert validation().faults(change(cii(january()).decode()).encode()) == [], spoiled


def test_a_negative_total_is_no_invoice() -> None:
    line = replace(january().lines[0], quantity=-january().lines[0].quantity, net=-january().lines[0].net)
    totals = january().totals.of([(line.net, line.vat_rate)])
    invoice = replace(january(), lines=(line,), totals=totals)
    faults = unseen_faults(cii(invoice), invoice)
    assert any("an invoice of -489.76: that is a credit note" in fault for fault in faults), faults


def test_what_the_validators_find_is_said_with_its_rule() -> None:
    xml = swapped('schemeID="0225">267500452', 'schemeID="0225">267 500')(cii(january()).decode()).encode()
    faults = validation().faults(xml)
    assert any(fault.startswith("CTC: ") and "BR-FR-23/BT-49" in fault for fault in faults), faults
    broken = swapped("<ram:InvoiceCurrencyCode>", "<ram:Currency>")(cii(january()).decode())
    broken = broken.replace("</ram:InvoiceCurrencyCode>", "</ram:Currency>")
    assert all(fault.startswith("XSD: ") for fault in validation().faults(broken.encode()))


@pytest.mark.parametrize(
    ("period", "said"),
    [
        ("2026-03", "de mars 2026"),
        ("2026-04", "d'avril 2026"),
        ("2026-08", "d'août 2026"),
        ("2026-10", "d'octobre 2026"),
    ],
)
def test_of_which_month_is_said_as_france_says_it(period: str, said: str) -> None:
    assert french.of_month(period) == said
