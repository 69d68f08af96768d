"""A credit note cancels a whole invoice: type 381, the next number, positive amounts, once."""

from __future__ import annotations

from datetime import date

import pytest

from libs.events import Refused
from services.billing.domain.ledger import payback
from services.billing.events import CreditNoteIssued
from tests.unit.billing.story import Billing, item, lines_of


def invoiced() -> Billing:
    billing = Billing().tenant()
    billing.contract(item("fixed", "100.00", "month"), item("heat_credit", "0.5", "kWh", sources=["heat-1"]))
    billing.heat("heat-1", "2026-01", each="0.1")
    billing.at("2026-02-02T08:00:00").run("2026-01")
    return billing


def test_a_credit_note_has_the_next_number_and_the_same_positive_amounts() -> None:
    billing = invoiced()
    note = billing.at("2026-02-10T08:00:00").credit("2026-000001", why="Erreur de compteur")
    assert (note.number, note.type, note.cancels, note.why) == (
        "2026-000002",
        "381",
        "2026-000001",
        "Erreur de compteur",
    )
    # 100 - 74.4 x 0.5 = 62.80; VAT 12.56
    assert [str(t) for t in (note.net_total, note.vat_total, note.gross_total)] == ["62.80", "12.56", "75.36"]
    assert lines_of(billing.invoice("2026-000002")) == lines_of(billing.invoice("2026-000001"))
    assert (str(note.issued_on), str(note.due_on)) == ("2026-02-10", "2026-02-10")
    told = billing.told[-1]
    assert isinstance(told, CreditNoteIssued)
    assert (told.key, told.cancels, str(told.gross_total)) == ("2026-000002", "2026-000001", "75.36")


def test_credited_again_it_is_the_same_credit_note() -> None:
    billing = invoiced()
    first, told = billing.credit("2026-000001"), len(billing.told)
    assert billing.credit("2026-000001", why="Encore") == first
    assert len(billing.told) == told


def test_the_invoice_itself_does_not_change_but_is_shown_as_credited() -> None:
    billing = invoiced()
    before = billing.invoice("2026-000001")
    billing.credit("2026-000001")
    assert billing.invoice("2026-000001") == before
    credited = billing.unit.credited.need("2026-000001")
    assert credited.credit_note == "2026-000002"


def test_a_credit_note_is_not_credited() -> None:
    billing = invoiced()
    billing.credit("2026-000001")
    with pytest.raises(Refused, match="2026-000002 is a credit note"):
        billing.credit("2026-000002")


def test_an_unknown_invoice_is_not_found() -> None:
    with pytest.raises(Refused, match="no invoice 2026-000009") as refused:
        invoiced().credit("2026-000009")
    assert refused.value.kind == "not_found"


def test_payback_counts_invoices_less_credit_notes() -> None:
    billing = invoiced()
    billing.at("2026-03-02T08:00:00").run("2026-02")
    billing.credit("2026-000001")
    told = payback(billing.unit.ledgers.where(), date(2022, 10, 1))
    assert [str(amount) for amount in (told.cost, told.invoiced, told.credited, told.net)] == [
        "16000000.00",
        "162.80",
        "62.80",
        "100.00",
    ]
    shown = [str(figure) for figure in (told.remaining, told.share, told.planned_share)]
    assert shown == ["15999900.00", "0.000006", "0.500000"]
