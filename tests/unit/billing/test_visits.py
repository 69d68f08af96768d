"""Visits are counted by the month in which they ended; who came is not kept."""

from __future__ import annotations

from services.billing.domain.month import Month
from services.billing.domain.visits import visits_in
from tests.unit.billing.story import Billing


def test_a_visit_counts_once_in_the_month_of_its_end() -> None:
    billing = Billing()
    billing.visit("v2", "2026-01-31T22:59", minutes=30)
    billing.visit("v1", "2026-01-05T10:00")
    billing.visit("v1", "2026-01-05T10:00", minutes=75)
    billing.visit("v3", "2026-01-31T23:00")  # midnight in Paris: February
    january = visits_in(billing.unit.visit_months.get("ap-hp/2026-01"), Month.parse("2026-01").whole)
    assert [(visit.id, visit.minutes) for visit in january] == [("v1", 75), ("v2", 30)]
    february = visits_in(billing.unit.visit_months.get("ap-hp/2026-02"), Month.parse("2026-02").whole)
    assert [visit.id for visit in february] == ["v3"]


def test_a_visit_for_nobody_is_not_kept() -> None:
    billing = Billing()
    billing.visit("v1", "2026-01-05T10:00", tenant=None)
    assert billing.unit.visit_months.where() == []
