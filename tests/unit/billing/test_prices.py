"""Prices that follow an index, the 95th percentile, and a part of the City that is shown and not invoiced."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.events import Refused
from libs.http import Caller
from services.billing.domain.demand import Demand, DemandDay
from services.billing.domain.month import Month
from services.billing.domain.price import Revised
from services.billing.routes import invoices, tenants
from services.billing.trace import explain
from tests.unit.billing.story import Billing, item, lines_of, stored_again, utc
from tests.unit.billing.test_documents import passes

CITY = Caller("billing", "billing")
YEARLY = {"a": "0.15", "b": "0.85", "index": "icht", "base_on": "2026-01-01"}


def priced(**more: str) -> Billing:
    billing = Billing().tenant()
    billing.index("icht", "2025-12-01", "125.0")
    billing.contract(item("fixed", "100.00", "month", revision={**YEARLY, **more}))
    return billing


def unit_price(billing: Billing, number: str) -> str:
    return str(billing.invoice(number).lines[0].unit_price)


def test_a_price_follows_its_index_from_the_first_of_january() -> None:
    billing = priced()
    billing.at("2027-01-02T08:00:00").run("2026-12")
    billing.index("icht", "2026-12-01", "129.3")
    billing.at("2027-02-02T08:00:00").run("2027-01")
    assert unit_price(billing, "2027-000001") == "100.00"
    # 100 x (0.15 + 0.85 x 129.3 / 125) = 102.924
    assert unit_price(billing, "2027-000002") == "102.9240"
    trace = invoices.line("2027-000002", 1, billing.unit, CITY).price
    assert trace is not None
    told = [str(v) for v in (trace.base_price, trace.a, trace.b, trace.base_value, trace.value, trace.on)]
    assert told == ["100.00", "0.15", "0.85", "125.0", "129.3", "2026-12-01"]
    passes(billing, "2027-000002")


def test_a_figure_that_is_missing_is_named_and_nothing_is_issued() -> None:
    billing = priced().at("2027-02-02T08:00:00")
    (skipped,) = billing.run("2027-01").skipped
    assert skipped.why == "fixed: the index icht of 2027-01-01 is missing: none is entered after 2026-01-01"
    assert billing.unit.invoices.where() == []


def test_no_contract_follows_an_index_that_nobody_entered() -> None:
    billing = Billing().tenant()
    billing.index("icht-n", "2026-03-01", "125.0")
    revisions = (YEARLY, {**YEARLY, "index": "icht-n"}, {**YEARLY, "index": "fuel", "b": "0.80"})
    with pytest.raises(Refused) as refused:
        billing.contract(*(item("fixed", "100.00", "month", revision=one) for one in revisions))
    assert refused.value.faults == (
        ("/items/0/revision/index", "no figure of an index icht is entered; did you mean icht-n?"),
        ("/items/1/revision/base_on", "the first figure of icht-n is of 2026-03-01: no I0 on 2026-01-01"),
        ("/items/2/revision", "a and b are parts of one price: 0.15 + 0.80 is not 1"),
        ("/items/2/revision/index", "no figure of an index fuel is entered: enter its figures first"),
    )


def test_late_usage_has_the_price_that_was_billed_then() -> None:
    billing = Billing().tenant()
    billing.index("icht", "2025-12-01", "100")
    billing.contract(item("energy", "0.10", "kWh", sources=["r1-a"], revision={**YEARLY, "every": "month"}))
    billing.index("icht", "2026-02-01", "200")
    billing.at("2026-03-02T08:00:00")
    billing.month_of_hours("r1-a", "2026-02")
    billing.run("2026-02")
    assert unit_price(billing, "2026-000001") == "0.1850"
    billing.hour("r1-a", Month.parse("2026-02").start, "1000", "1101")
    billing.index("icht", "2026-03-01", "300")
    billing.at("2026-04-02T08:00:00").run("2026-03", tenants=["ap-hp"])
    assert lines_of(billing.invoice("2026-000002"))[-1] == ("adjustment", "100.000", "18.50")


def test_parts_of_a_price_that_are_not_one_are_refused() -> None:
    with pytest.raises(Refused, match=r"0\.15 \+ 0\.80 is not 1") as refused:
        priced(b="0.80")
    assert [at for at, _ in refused.value.faults] == ["/items/0/revision"]


AMOUNT = st.decimals("0.0001", "9999", places=4)
SHARE = st.integers(0, 100).map(lambda n: Decimal(n) / 100)


@given(price=AMOUNT, a=SHARE, base=AMOUNT, now=AMOUNT)
def test_the_price_is_that_of_a_slow_model(price: Decimal, a: Decimal, base: Decimal, now: Decimal) -> None:
    day = date(2026, 1, 1)
    found = Revised(price, a, 1 - a, "icht", day, base, day, now).price
    exact = Fraction(price) * (Fraction(a) + Fraction(1 - a) * Fraction(now) / Fraction(base))
    twice = exact * 20_000
    rounded = Fraction(int(twice) // 2 + int(twice) % 2, 10_000)  # half-up, in whole ten thousandths
    assert Fraction(found) == rounded


# -- the 95th percentile


@given(st.lists(st.integers(0, 5_000), min_size=1, max_size=144, unique=True))
def test_five_of_a_hundred_means_may_be_higher(means: list[int]) -> None:
    keys = [f"{n // 6:02d}{n % 6 * 10:02d}" for n in range(len(means))]
    day = DemandDay("r1/2026-01-10", "r1", date(2026, 1, 10), dict(zip(keys, map(Decimal, means), strict=True)))
    demand = Demand.of([day], utc("2026-01-10T00:00"), utc("2026-01-11T00:00"), 1)
    peak, complete = demand.percentile, demand.complete
    assert peak is not None
    higher = sum(1 for kw in means if kw > peak.kw)
    assert higher == int(Decimal(len(means)) * Decimal("0.05"))
    assert complete == (len(means) == 144)


def test_a_short_peak_is_not_billed_at_the_95th_percentile() -> None:
    billing = Billing().tenant()
    billing.contract(item("percentile_power", "20.00", "kW", sources=["r1-a", "r1-b"]))
    for hour in range(20):  # 40 means: the 2 highest are dropped
        billing.demand("r1-a", f"2026-01-20T{hour:02d}:00", "3.000")
        billing.demand("r1-a", f"2026-01-20T{hour:02d}:10", f"{hour}.5")
        billing.demand("r1-b", f"2026-01-20T{hour:02d}:10", "1")
    billing.at("2026-02-02T08:00:00").run("2026-01")
    assert lines_of(billing.invoice("2026-000001")) == [("percentile_power", "18.500", "370.00")]
    passes(billing, "2026-000001")


def month_with_a_burst(billing: Billing) -> None:
    """Twenty means of five minutes, of which the highest is dropped; power knows the halves of one ten minutes."""
    billing.tenant()
    billing.contract(item("percentile_power", "20.00", "kW", sources=["r1-a"]))
    for tenth in range(10):
        billing.demand("r1-a", f"2026-01-20T{tenth:02d}:00", "3.000")
    billing.demand("r1-a", "2026-01-20T04:00", "6.000", "10.000", "2.000")
    billing.at("2026-02-02T08:00:00").run("2026-01")


def test_it_is_that_of_five_minutes_where_power_knows_them() -> None:
    billing = Billing()
    month_with_a_burst(billing)
    invoice = billing.invoice("2026-000001")
    assert lines_of(invoice) == [("percentile_power", "3.000", "60.00")]
    told = explain(invoice, invoice.lines[0], None, billing.unit).peak
    assert told is not None
    assert (told.until - told.from_, told.sources) == (timedelta(minutes=5), {"r1-a": Decimal("3.000")})
    stored_again(billing.unit)


def test_halves_that_are_known_better_later_are_an_adjustment() -> None:
    billing = Billing()
    month_with_a_burst(billing)
    billing.demand_corrected("r1-a", "2026-01-20T04:00", "6.000", "5.000", "7.000")
    billing.at("2026-03-02T08:00:00").run("2026-02")
    assert lines_of(billing.invoice("2026-000002")) == [
        ("percentile_power", "0.000", "0.00"), ("adjustment", "2.000", "40.00"),
    ]  # fmt: skip


# -- the City's own


def test_a_part_of_the_city_is_shown_and_not_invoiced() -> None:
    billing = Billing().tenant("archives", invoiced=False)
    billing.contract(item("fixed", "100.00", "month"), tenant="archives")
    billing.at("2026-02-02T08:00:00")
    dry = billing.run("2026-01", dry_run=True)
    assert [(draft.tenant, str(draft.net_total)) for draft in dry.previews] == [("archives", "100.00")]
    run = billing.run("2026-01")
    assert run.issued == ()
    assert [skipped.why for skipped in run.skipped] == ["archives is of the City: shown, not invoiced"]
    (line,) = tenants.usage("archives", "2026-01", billing.unit, CITY).lines
    assert line.quantity == Decimal("1.000")
