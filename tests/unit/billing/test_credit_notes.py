"""A credit note takes an invoice back, in full or in part: type 381, the next number, positive, never too much."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from libs.events import Refused
from libs.http import Caller
from services.billing.domain.credit_note import Part, Taken, credit
from services.billing.domain.invoice import Invoice
from services.billing.domain.line import Line
from services.billing.domain.money import Totals, cents, line_net
from services.billing.domain.month import Month
from services.billing.domain.party import SELLER
from services.billing.events import CreditNoteIssued
from services.billing.routes import invoices
from tests.unit.billing.story import Billing, item, lines_of, utc
from tests.unit.billing.test_documents import passes

AT = utc("2026-02-10T08:00:00")


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


# -- in part


def part(n: int, net: str) -> dict[str, object]:
    return {"n": n, "net": net}


def three_lines() -> Billing:
    """407.97 EUR of energy at 0.1834, 100.00 fixed, a heat credit of 23.06."""
    billing = Billing().tenant()
    billing.contract(
        item("energy", "0.1834", "kWh", sources=["r1-a"]),
        item("fixed", "100.00", "month"),
        item("heat_credit", "0.031", "kWh", sources=["heat-1"]),
    )
    billing.month_of_hours("r1-a", "2026-01", each="2.99")
    billing.heat("heat-1", "2026-01", each="1")
    billing.at("2026-02-02T08:00:00").run("2026-01")
    return billing


def test_a_part_of_a_line_is_a_quantity_at_its_price_or_a_flat_amount() -> None:
    billing = three_lines()
    note = billing.credit("2026-000001", lines=[part(1, "18.34"), part(2, "33.33")])
    told = [(line.n, str(line.quantity), line.unit, str(line.unit_price), str(line.net)) for line in note.lines]
    assert told == [
        (1, "100.000", "kWh", "0.1834", "18.34"),
        (2, "1", "forfait", "33.33", "33.33"),  # 0.333 x 100.00 is 33.30
    ]
    assert [str(t) for t in (note.net_total, note.vat_total, note.gross_total)] == ["51.67", "10.33", "62.00"]
    invoice = billing.unit.invoices.need("2026-000001")
    view = invoices.invoice("2026-000001", billing.unit, Caller("billing", "billing"))
    assert (view.status, view.credited_by, view.credit_notes) == ("partly_credited", None, (note.number,))
    assert invoice.lines[0].quantity == Decimal("2224.560")
    passes(billing, note.number)


def test_parts_never_exceed_their_lines_and_the_rest_is_what_is_left() -> None:
    billing = three_lines()
    billing.credit("2026-000001", lines=[part(1, "400.00"), part(2, "33.33")])
    with pytest.raises(Refused) as refused:
        billing.credit(
            "2026-000001",
            lines=[
                part(1, "7.99"), part(2, "66.68"), part(2, "1.00"), part(3, "5.00"), part(4, "1"), part(3, "-1.001"),
            ],
        )  # fmt: skip
    assert list(refused.value.faults) == [
        ("/lines/0/net", "of line 1 are 7.98 EUR left, 7.99 is no part of it"),
        ("/lines/1/net", "of line 2 are 66.67 EUR left, 66.68 is no part of it"),
        ("/lines/2/n", "line 2 is named twice"),
        ("/lines/3/net", "of line 3 are -23.06 EUR left, 5.00 is no part of it"),
        ("/lines/4/n", "2026-000001 has no line 4: it has 3"),
        ("/lines/5/n", "line 3 is named twice"),
    ]
    rest = billing.credit("2026-000001")
    assert [(line.n, str(line.net)) for line in rest.lines] == [(1, "7.98"), (2, "66.67"), (3, "-23.06")]
    passes(billing, rest.number)
    # -- now it is credited in full: whoever asks again gets the last one
    assert billing.credit("2026-000001", lines=[part(1, "1.00")]).number == rest.number
    assert invoices.invoice("2026-000001", billing.unit, Caller("billing", "billing")).credited_by == rest.number
    ledger = billing.unit.ledgers.need("2026")
    assert ledger.invoiced == ledger.credited == Decimal("484.92")


def test_a_credit_note_is_above_nothing() -> None:
    billing = three_lines()
    with pytest.raises(Refused, match="a credit note is above 0"):
        billing.credit("2026-000001", lines=[part(3, "-23.06")])


def test_what_a_part_took_back_is_billed_again_unless_it_is_waived() -> None:
    for waived, expected in ((False, [("adjustment", "100.000", "18.34")]), (True, [])):
        billing = three_lines()
        billing.credit("2026-000001", lines=[part(1, "18.34")], waived=waived)
        billing.month_of_hours("r1-a", "2026-02")
        billing.at("2026-03-02T08:00:00").run("2026-02")
        lines = lines_of(billing.invoice("2026-000003"))
        assert [line for line in lines if line[0] == "adjustment"] == expected


def test_a_meter_that_told_too_much_is_credited_once() -> None:
    billing = three_lines()
    billing.credit("2026-000001", lines=[part(1, "18.34")])
    # -- 100 kWh less in the first hour, said by power only now: the meter was exchanged in it
    billing.corrected("r1-a", Month.parse("2026-01").start, "1000", "1002.99", "-97.01", exchanged=True)
    billing.month_of_hours("r1-a", "2026-02")
    billing.at("2026-03-02T08:00:00").run("2026-02")
    assert [line for line in lines_of(billing.invoice("2026-000003")) if line[0] == "adjustment"] == []


PRICES = st.decimals("0.0001", "999.9999", places=4)
NETS = st.lists(st.integers(1, 40), min_size=1, max_size=6)


@given(price=PRICES, used=st.integers(1, 10**7), shares=NETS)
def test_parts_of_any_size_add_up_to_the_line_and_to_its_quantity(price: Decimal, used: int, shares: list[int]) -> None:
    line = a_line(Decimal(used) / 1000, price)
    assume(line.net > 0)
    invoice, credited = an_invoice(line), None
    for share in shares:
        net = max(cents(line.net * share / 100), Decimal("0.01"))
        left = line.net - (credited.lines["1"].net if credited else 0)
        if net >= left:
            break
        (note, _), credited = credit(invoice, credited, "2026-000002", "", [Part(1, net)], AT)
        assert line_net(note.lines[0].quantity, note.lines[0].unit_price) == net == note.lines[0].net
    if credited is None or not credited.full:
        (_, _), credited = credit(invoice, credited, "2026-000003", "", None, AT)
    assert credited.full
    assert credited.lines["1"] == Taken(line.net, line.quantity)


def a_line(quantity: Decimal, price: Decimal) -> Line:
    day = date(2026, 1, 1)
    return Line(
        n=1, kind="energy", label="", quantity=quantity, unit="kWh", unit_price=price, net=line_net(quantity, price),
        vat_rate=Decimal("20.0"), period="2026-01", contract="ap-hp.2026-01-01", item=1, item_kind="energy",
        first_day=day, last_day=day, metered=quantity, included=Decimal(0), billed_before=Decimal(0),
    )  # fmt: skip


def an_invoice(line: Line) -> Invoice:
    day = date(2026, 2, 2)
    totals = Totals.of([(line.net, line.vat_rate)])
    return Invoice("2026-000001", "380", "ap-hp", "2026-01", day, day, SELLER, SELLER, ("1",), (line,), totals)


def test_an_unknown_invoice_is_not_found() -> None:
    with pytest.raises(Refused, match="no invoice 2026-000009") as refused:
        invoiced().credit("2026-000009")
    assert refused.value.kind == "not_found"
