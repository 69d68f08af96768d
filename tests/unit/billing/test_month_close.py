"""A month closed: every kind of item worked out by hand, numbers without a gap, a second run that issues nothing."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from libs.events import Refused
from libs.http import Caller
from services.billing.domain.month import Month
from services.billing.events import InvoiceIssued, RunClosed, UsageRated
from services.billing.routes import tenants
from tests.unit.billing.story import Billing, item, lines_of, stored_again

FIXED = item("fixed", "100.00", "month")


def whole_january() -> Billing:
    """January 2026 of a tenant with every kind of item."""
    billing = Billing().tenant()
    billing.contract(
        item("energy", "0.1834", "kWh", sources=["r1-a", "r1-b"], included="100"),
        item("committed_power", "11.50", "kW", committed_kw="4.5"),
        item("overage_power", "25.00", "kW", sources=["r1-a", "r1-b"]),
        item("storage", "8.20", "TB-month", included="1"),
        item("rack", "650.00", "rack-month", racks=["r1", "r2"]),
        item("visit", "45.00", "visit", vat="10.0"),
        item("heat_credit", "0.0310", "kWh", sources=["heat-1"]),
        FIXED,
    )
    billing.month_of_hours("r1-a", "2026-01", register="1000", each="2.125")
    billing.month_of_hours("r1-b", "2026-01", register="99000.5", each="1.0005")
    billing.heat("heat-1", "2026-01", each="0.75")
    billing.demand("r1-a", "2026-01-20T08:00", "3.2")
    billing.demand("r1-b", "2026-01-20T08:00", "1.9")
    for day in range(31):
        billing.stored(date(2026, 1, 1) + timedelta(days=day), 12_345_678_901_234)
    billing.visit("v1", "2026-01-12T15:00")
    billing.visit("v2", "2026-01-13T15:00")
    return billing.at("2026-02-02T08:00:00")


def test_every_kind_of_item_by_hand() -> None:
    billing = whole_january()
    run = billing.run("2026-01")
    assert (run.id, run.invoices, run.issued, run.skipped) == ("2026-01.1", ("2026-000001",), ("2026-000001",), ())
    invoice = billing.invoice("2026-000001")
    assert lines_of(invoice) == [
        # 744 x 2.125 + 744 x 1.0005 = 1581 + 744.372 = 2325.372; less 100: x 0.1834 = 408.1332...
        ("energy", "2225.372", "408.13"),
        ("committed_power", "4.500", "51.75"),
        # 3.2 + 1.9 - 4.5
        ("overage_power", "0.600", "15.00"),
        # 12.345678901234 - 1 = 11.346 x 8.20 = 93.0372
        ("storage", "11.346", "93.04"),
        ("rack", "2.000", "1300.00"),
        ("visit", "2.000", "90.00"),
        # 744 x 0.75 = 558 x 0.031 = 17.298
        ("heat_credit", "-558.000", "-17.30"),
        ("fixed", "1.000", "100.00"),
    ]
    # 20 %: 408.13 + 51.75 + 15 + 93.04 + 1300 - 17.30 + 100 = 1950.62 -> 390.124; 10 %: 90 -> 9
    assert [(str(v.rate), str(v.base), str(v.amount)) for v in invoice.totals.vat] == [
        ("20.0", "1950.62", "390.12"),
        ("10.0", "90.00", "9.00"),
    ]
    totals = invoice.totals
    assert [str(t) for t in (totals.net, totals.vat_total, totals.gross)] == ["2040.62", "399.12", "2439.74"]
    assert (str(invoice.issued_on), str(invoice.due_on)) == ("2026-02-02", "2026-03-24")  # 50 days
    assert (invoice.seller.siret, invoice.buyer.siret) == ("21750001600019", "26750045200011")
    stored_again(billing.unit)


def test_what_a_run_tells() -> None:
    billing = whole_january()
    before = len(billing.told)
    billing.run("2026-01")
    issued, rated, closed = billing.told[before:]
    assert isinstance(issued, InvoiceIssued)
    assert (issued.number, str(issued.gross_total)) == ("2026-000001", "2439.74")
    assert isinstance(rated, UsageRated)
    assert (rated.usage, rated.revision) == ("ap-hp.2026-01", 1)
    energy = rated.lines[0]
    assert (energy.kind, str(energy.quantity), energy.complete) == ("energy", "2325.372", True)
    assert isinstance(closed, RunClosed)
    assert (closed.run, closed.issued) == ("2026-01.1", ("2026-000001",))


def test_a_second_run_names_the_same_invoice_and_issues_none() -> None:
    billing = whole_january()
    billing.run("2026-01")
    before = billing.invoice("2026-000001")
    billing.hour("r1-a", Month.parse("2026-01").start, "990", "1002.125")
    again = billing.run("2026-01")
    assert (again.id, again.invoices, again.issued) == ("2026-01.2", ("2026-000001",), ())
    assert billing.invoice("2026-000001") == before
    assert len(billing.unit.invoices.where()) == 1


def test_a_month_that_is_not_over_in_paris_cannot_be_run() -> None:
    billing = Billing("2026-01-31T22:59:59").tenant()
    billing.contract(FIXED)
    with pytest.raises(Refused, match="2026-01 is not over") as refused:
        billing.run("2026-01")
    assert refused.value.kind == "conflict"
    assert billing.at("2026-01-31T23:00:00").run("2026-01").issued == ("2026-000001",)


def test_numbers_have_no_gap_and_begin_again_with_each_issuing_year() -> None:
    billing = Billing("2026-12-31T22:30:00").tenant().tenant("eau-de-paris")
    billing.contract(FIXED)
    billing.contract(FIXED, tenant="eau-de-paris")
    assert billing.run("2026-10").invoices == ("2026-000001", "2026-000002")
    assert billing.credit("2026-000001").number == "2026-000003"
    assert billing.run("2026-11", tenants=["eau-de-paris"]).invoices == ("2026-000004",)
    billing.at("2026-12-31T23:00:00")  # midnight in Paris
    assert billing.run("2026-11").invoices == ("2027-000001", "2026-000004")
    assert billing.run("2026-12").issued == ("2027-000002", "2027-000003")


def test_a_dry_run_shows_what_would_be_and_leaves_nothing() -> None:
    billing = whole_january().tenant("eau-de-paris")
    dry = billing.run("2026-01", dry_run=True)
    assert (dry.invoices, dry.issued) == ((), ())
    assert [(draft.tenant, str(draft.gross_total)) for draft in dry.previews] == [("ap-hp", "2439.74")]
    assert [(skipped.tenant, skipped.why) for skipped in dry.skipped] == [("eau-de-paris", "no contract in 2026-01")]
    assert billing.unit.invoices.where() == []
    assert billing.run("2026-01").invoices == ("2026-000001",)


def test_who_is_skipped_and_why() -> None:
    billing = Billing("2026-02-02T08:00:00").tenant().tenant("eau-de-paris").tenant("late-comer")
    billing.contract(item("energy", "0.10", "kWh", sources=["r1-a"]))
    billing.contract(item("heat_credit", "1", "kWh", sources=["heat-1"]), FIXED, tenant="eau-de-paris")
    billing.contract(FIXED, tenant="late-comer", since="2026-02-01")
    billing.heat("heat-1", "2026-01", each="1")
    run = billing.run("2026-01")
    assert run.invoices == ()
    assert {skipped.tenant: skipped.why for skipped in run.skipped} == {
        "ap-hp": "nothing used and nothing fixed: nothing to bill",
        "eau-de-paris": "credits exceed what is owed by 772.80 EUR",  # (744 - 100) x 1.2
        "late-comer": "no contract in 2026-01",
    }
    assert billing.unit.ledgers.where() == []


def test_an_unknown_tenant_of_a_run_is_named_with_its_place() -> None:
    with pytest.raises(Refused, match="no tenant ap-hq") as refused:
        Billing("2026-02-02T08:00:00").tenant().run("2026-01", tenants=["ap-hp", "ap-hq"])
    assert refused.value.faults[0][0] == "/tenants/1"


def test_a_tenant_who_leaves_on_the_17th_pays_17_of_31_days() -> None:
    billing = Billing().tenant()
    billing.contract(
        item("rack", "650.00", "rack-month", racks=["r1", "r2"]),
        item("committed_power", "11.50", "kW", committed_kw="4.5"),
        FIXED,
        item("energy", "1.00", "kWh", sources=["r1-a"]),
        until="2026-01-17",
    )
    billing.month_of_hours("r1-a", "2026-01")
    billing.at("2026-02-02T08:00:00").run("2026-01")
    assert lines_of(billing.invoice("2026-000001")) == [
        ("rack", "1.097", "713.05"),  # 34 / 31 = 1.09677
        ("committed_power", "2.468", "28.38"),  # 4.5 x 17 / 31 = 2.46774
        ("fixed", "0.548", "54.80"),  # 17 / 31 = 0.54839
        ("energy", "408.000", "408.00"),  # 17 x 24
    ]


def test_a_new_price_from_the_29th_of_march_which_has_23_hours() -> None:
    billing = Billing().tenant()
    billing.contract(item("energy", "0.10", "kWh", sources=["r1-a"]), FIXED, until="2026-03-28")
    billing.contract(
        item("energy", "0.20", "kWh", sources=["r1-a"]), FIXED, since="2026-03-29", engagement="4500099999"
    )
    billing.month_of_hours("r1-a", "2026-03")
    billing.at("2026-04-01T08:00:00").run("2026-03")
    invoice = billing.invoice("2026-000001")
    assert lines_of(invoice) == [
        ("energy", "672.000", "67.20"),  # 28 x 24
        ("fixed", "0.903", "90.30"),  # 28 / 31
        ("energy", "71.000", "14.20"),  # 23 + 24 + 24
        ("fixed", "0.097", "9.70"),  # 3 / 31
    ]
    assert invoice.engagements == ("4500012345", "4500099999")


def test_a_leap_february_is_shared_by_29_days() -> None:
    billing = Billing("2028-02-01T08:00:00").tenant()
    billing.contract(FIXED, since="2028-02-20")
    billing.at("2028-03-01T08:00:00").run("2028-02")
    assert lines_of(billing.invoice("2028-000001")) == [("fixed", "0.345", "34.50")]  # 10 / 29


def test_what_is_included_is_shared_by_days_too() -> None:
    billing = Billing().tenant()
    billing.contract(item("visit", "45.00", "visit", included="3.1"), FIXED, since="2026-01-22")
    for n in range(4):
        billing.visit(f"v{n}", "2026-01-25T10:00")
    billing.at("2026-02-02T08:00:00").run("2026-01")
    # 10 of 31 days: 1.0 included, 4 - 1
    assert lines_of(billing.invoice("2026-000001"))[0] == ("visit", "3.000", "135.00")


def test_usage_says_what_is_metered_and_whether_it_is_complete() -> None:
    billing = whole_january()
    usage = tenants.usage("ap-hp", "2026-01", billing.unit, Caller("billing", "billing"))
    assert [(line.kind, line.quantity, line.complete) for line in usage.lines] == [
        ("energy", Decimal("2325.372"), True),
        ("committed_power", Decimal("4.500"), True),
        ("overage_power", Decimal("0.600"), False),
        ("storage", Decimal("12.346"), True),
        ("rack", Decimal("2.000"), True),
        ("visit", Decimal("2.000"), True),
        ("heat_credit", Decimal("558.000"), True),
        ("fixed", Decimal("1.000"), True),
    ]
