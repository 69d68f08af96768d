"""When the centre has paid for itself, by hand and against a walk of a simpler kind."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from services.billing.domain.ledger import Ledger
from services.billing.domain.month import Month
from services.billing.domain.payback import Assumptions, payback
from services.billing.routes import site
from tests.unit.billing.test_credit_notes import invoiced


def test_what_tenants_were_billed_is_invoices_less_credit_notes() -> None:
    billing = invoiced()
    billing.at("2026-03-02T08:00:00").run("2026-02")
    billing.credit("2026-000001")
    told = payback(billing.unit.ledgers.where(), date(2022, 10, 1), Assumptions())
    figures = [told.assumptions.cost, told.invoiced, told.credited, told.net, told.remaining, told.share]
    assert [str(figure) for figure in figures] == [
        "16000000.00", "162.80", "62.80", "100.00", "15999900.00", "0.000006",
    ]  # fmt: skip
    assert str(told.planned_share) == "0.500000"
    (ledger,) = billing.unit.ledgers.where()
    assert ledger.months == {"2026-02": Decimal("62.80"), "2026-03": Decimal("37.20")}


def test_avoided_cost_alone_repays_it_in_a_hundred_months() -> None:
    """160,000 EUR a month of 16 million: from October 2018 to January 2027."""
    told = payback([], date(2026, 2, 2), Assumptions())
    assert str(told.repaid) == "2027-01"
    assert told.paid == Decimal("160000.00") * 88  # October 2018 to January 2026
    assert told.months[-1].month == Month(2027, 1)
    assert [month.projected for month in told.months].count(True) == 12
    # 96, 480 and 600 months of 160,000 less 16 million
    assert told.horizons == {
        8: Decimal("-640000.00"), 40: Decimal("60800000.00"), 50: Decimal("80000000.00"),
    }  # fmt: skip


def test_what_the_last_twelve_months_brought_is_what_is_to_come() -> None:
    ledger = Ledger("2026", months={"2026-01": Decimal("120000.00"), "2026-03": Decimal("60000.00")})
    told = payback([ledger], date(2026, 5, 2), Assumptions())
    # January to April: 180,000 of 4 months
    assert {month.revenue for month in told.months if month.projected} == {Decimal("45000.00")}
    before = {str(month.month): month.revenue for month in told.months if not month.projected}
    assert [before[f"2026-0{n}"] for n in (1, 2, 3)] == [Decimal(120_000), Decimal(0), Decimal(60_000)]


def test_each_assumption_may_be_asked_otherwise() -> None:
    billing = invoiced().at("2026-03-05T08:00:00")
    told = site.payback_so_far(billing.unit, Decimal(1000), Decimal(0), Decimal("10.00"), 20)
    # 89 months of 10 EUR and 62.80 EUR invoiced in February 2026: 952.80; March brings as much again
    assert (str(told.cost), told.years, str(told.planned_until)) == ("1000", 20, "2038-10-01")
    assert told.repaid_in == "2026-03"
    never = site.payback_so_far(billing.unit, None, Decimal("240000.00"), Decimal("0.00"), None)
    assert never.repaid_in is None


@given(
    revenue=st.lists(st.integers(0, 500_000), min_size=0, max_size=30),
    running=st.integers(0, 300_000),
    avoided=st.integers(0, 400_000),
)
def test_the_month_is_that_of_a_plain_sum(revenue: list[int], running: int, avoided: int) -> None:
    now = Month(2024, 1)
    month, months = now, {}
    for amount in reversed(revenue):
        month = month.before
        months[str(month)] = Decimal(amount)
    assumed = Assumptions(running_cost=Decimal(running), avoided_cost=Decimal(avoided))
    told = payback([Ledger("2024", months=months)], date(2024, 1, 15), assumed)
    sums, total = [], Decimal(0)
    for one in told.months:
        total += one.revenue + avoided - running
        sums.append(one.cumulated == total)
    assert all(sums)
    reached = [one.month for one in told.months if one.cumulated >= assumed.cost]
    assert not reached or told.repaid == reached[0]
