"""From a fire zone's activation to its sign-off a service-credit window is open; it is recorded, nothing more."""

from __future__ import annotations

from services.billing.heard import Activated, DrillEnded, ReturnedToQuiescent
from services.billing.keeping import close_credit_window, open_credit_window, open_credit_window_after_drill
from tests.unit.billing.story import Billing, utc


def windows(billing: Billing) -> list[tuple[str, str, str | None]]:
    return [
        (w.zone, f"{w.opened_at:%H:%M}", f"{w.closed_at:%H:%M}" if w.closed_at else None)
        for w in billing.unit.credit_windows.where()
    ]


def test_a_fire_and_a_second_one() -> None:
    billing = Billing()
    for begin, alarm, end in (("10:00", "10:02", "10:40"), ("14:00", "14:01", "14:30")):
        open_credit_window(Activated(time=utc(f"2026-03-02T{begin}"), zone="hall-a"), billing.unit)
        open_credit_window(Activated(time=utc(f"2026-03-02T{alarm}"), zone="hall-a"), billing.unit)
        assert ("hall-a", begin, None) in windows(billing)
        close_credit_window(ReturnedToQuiescent(time=utc(f"2026-03-02T{end}"), zone="hall-a"), billing.unit)
    assert windows(billing) == [("hall-a", "10:00", "10:40"), ("hall-a", "14:00", "14:30")]


def test_a_return_without_an_activation_records_nothing() -> None:
    billing = Billing()
    close_credit_window(ReturnedToQuiescent(time=utc("2026-03-02T10:00"), zone="hall-a"), billing.unit)
    assert windows(billing) == []


def test_an_exercise_opens_none_and_an_alarm_that_outlasts_it_opens_one_from_its_end() -> None:
    billing = Billing()
    open_credit_window(Activated(time=utc("2026-03-02T10:00"), zone="hall-a", drill=True), billing.unit)
    open_credit_window_after_drill(
        DrillEnded(time=utc("2026-03-02T10:30"), zone="hall-a", state="QUIESCENT"), billing.unit
    )
    assert windows(billing) == []
    open_credit_window_after_drill(
        DrillEnded(time=utc("2026-03-02T11:00"), zone="hall-a", state="RELEASED"), billing.unit
    )
    close_credit_window(ReturnedToQuiescent(time=utc("2026-03-02T12:00"), zone="hall-a"), billing.unit)
    assert windows(billing) == [("hall-a", "11:00", "12:00")]
