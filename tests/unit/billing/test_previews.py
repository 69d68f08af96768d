"""A month looked at before it is issued: what would be, and what is doubtful about it."""

from __future__ import annotations

from datetime import date

from services.billing.domain.month import Month
from tests.unit.billing.story import Billing, item

ENERGY = item("energy", "0.10", "kWh", sources=["r1-a"])


def warned(billing: Billing, period: str) -> dict[str, str]:
    (draft,) = billing.run(period, dry_run=True).previews
    return {warning.kind.value: warning.why for warning in draft.warnings}


def test_a_whole_month_like_the_one_before_is_not_doubtful() -> None:
    billing = Billing().tenant()
    billing.contract(ENERGY)
    for month in ("2026-01", "2026-02"):
        billing.month_of_hours("r1-a", month)
    billing.at("2026-02-02T08:00:00").run("2026-01")
    assert warned(billing.at("2026-03-02T08:00:00"), "2026-02") == {}  # 672 kWh after 744: -10 %


def test_hours_estimated_or_missing_and_days_without_a_sample_are_said() -> None:
    billing = Billing().tenant()
    billing.contract(ENERGY, item("storage", "8.00", "TB-month"))
    billing.month_of_hours("r1-a", "2026-01")
    start = Month.parse("2026-01").start
    billing.hour("r1-a", start, "1000", "1001", estimated=True)
    billing.stored(date(2026, 1, 30), 10**12)
    told = warned(billing.at("2026-02-02T08:00:00"), "2026-01")
    assert told == {
        "estimated": "energy: 1 of 744 hours are estimated",
        "missing": "storage: nothing of 2026-01-01, 2026-01-02, 2026-01-03 and 27 days more",
    }
    late = Billing().tenant()
    late.contract(ENERGY)
    late.hours("r1-a", start, Month.parse("2026-01").end.replace(day=30), "0", "1")
    assert warned(late.at("2026-02-02T08:00:00"), "2026-01") == {"missing": "energy: 24 of 744 hours are not closed"}


def test_a_month_far_from_the_one_before_is_said_and_late_usage_is_not_part_of_it() -> None:
    billing = Billing().tenant()
    billing.contract(ENERGY)
    billing.month_of_hours("r1-a", "2026-01", each="1")
    billing.month_of_hours("r1-a", "2026-02", each="1.4")
    billing.at("2026-02-02T08:00:00").run("2026-01")
    billing.at("2026-03-02T08:00:00")
    # 672 x 1.4 = 940.8 kWh: 94.08 after 74.40
    assert warned(billing, "2026-02") == {"changed": "94.08 EUR after 74.40 EUR in the month before: +26 %"}
    billing.hour("r1-a", Month.parse("2026-01").start, "1000", "1501")
    assert warned(billing, "2026-02")["changed"].startswith("94.08 EUR after 74.40 EUR")


def test_a_contract_that_ends_with_nothing_after_it_is_said() -> None:
    fixed = item("fixed", "100.00", "month")
    billing = Billing().tenant()
    billing.contract(fixed, until="2026-03-31")
    assert warned(billing.at("2026-02-02T08:00:00"), "2026-01") == {
        "contract_ends": "ap-hp.2026-01-01 ends on 2026-03-31, and nothing follows"
    }
    billing.contract(fixed, since="2026-04-01")
    assert warned(billing, "2026-01") == {}


def test_a_payer_without_a_service_code_and_a_rate_of_nothing_are_said() -> None:
    billing = Billing("2026-02-02T08:00:00").tenant(service_code=None)
    billing.contract(item("fixed", "100.00", "month") | {"vat": "0"})
    assert warned(billing, "2026-01") == {
        "service_code": "ap-hp has no service code",
        "vat_reason": "fixed: VAT of 0 % without a reason",
    }
    assert billing.run("2026-01").issued == ("2026-000001",)  # none of it stops a run
