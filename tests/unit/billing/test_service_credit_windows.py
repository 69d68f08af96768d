"""From a fire zone's activation to its sign-off a service-credit window is open: by zone, and by contract."""

from __future__ import annotations

from services.billing.heard import (
    Activated,
    DrillEnded,
    RackRegistered,
    ReturnedToQuiescent,
    VolumeCreated,
    VolumeEnded,
)
from services.billing.keeping import (
    close_credit_window,
    end_volume,
    open_credit_window,
    open_credit_window_after_drill,
    place_rack,
    place_volume,
)
from services.billing.unfit import Unfit
from tests.unit.billing.story import Billing, item, utc


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


# -- by contract


def fire(billing: Billing, begin: str, end: str | None = None, zone: str = "hall-a") -> None:
    open_credit_window(Activated(time=utc(begin), zone=zone), billing.unit)
    if end is not None:
        close_credit_window(ReturnedToQuiescent(time=utc(end), zone=zone), billing.unit)


def two_halls() -> Billing:
    """Racks e01 in hall A and m01 in hall B; AP-HP stores in hall B too, since a volume of theirs in hall A ended."""
    billing = Billing("2026-03-05T00:00")
    for rack, zone in (("e01", "hall-a"), ("m01", "hall-b"), ("x01", None)):
        place_rack(
            RackRegistered(time=billing.unit.now, rack=rack, zone=zone, sources=(f"{rack}-a", f"{rack}-b")),
            billing.unit,
        )
    for volume, zone in (("old", "hall-a"), ("new", "hall-b")):
        place_volume(VolumeCreated(time=billing.unit.now, volume=volume, tenant="ap-hp", zone=zone), billing.unit)
    ended = utc("2026-03-01T12:00")
    end_volume(VolumeEnded(time=ended, volume="old", ended_at=ended), billing.unit)
    for tenant in ("ap-hp", "eau-de-paris", "seine", "marne"):
        billing.tenant(tenant)
    return billing


def credited(billing: Billing) -> list[tuple[str, str, str, list[str]]]:
    found = Unfit(billing.unit).windows(billing.unit.contracts.where())
    return [
        (one.tenant, one.zone or "", f"{one.opened_at:%d %H:%M}", [kind.value for kind in one.kinds]) for one in found
    ]


def test_each_contract_of_which_something_stands_there_has_its_own() -> None:
    billing = two_halls()
    billing.contract(
        item("rack", "310", "rack-month", racks=["e01"]),
        item("energy", "0.18", "kWh", sources=["e01-a", "e01-b"]),
        item("storage", "11.80", "TB-month"),
        item("visit", "45", "visit"),
    )
    billing.contract(item("rack", "310", "rack-month", racks=["m01"]), tenant="eau-de-paris")
    billing.contract(item("fixed", "640", "month"), tenant="seine")
    fire(billing, "2026-03-02T10:00", "2026-03-02T10:40")
    fire(billing, "2026-03-03T10:00", zone="hall-b")
    assert credited(billing) == [
        ("ap-hp", "hall-a", "02 10:00", ["rack", "energy"]),
        ("ap-hp", "hall-b", "03 10:00", ["storage"]),
        ("eau-de-paris", "hall-b", "03 10:00", ["rack"]),
        ("seine", "hall-a", "02 10:00", []),  # what is nowhere in particular is concerned by any zone
        ("seine", "hall-b", "03 10:00", []),
    ]


def test_a_contract_has_the_windows_of_its_days_whenever_it_is_agreed() -> None:
    billing = two_halls()
    billing.contract(item("rack", "310", "rack-month", racks=["e01"]), until="2026-03-01")
    fire(billing, "2026-03-02T10:00", "2026-03-02T10:40")
    assert credited(billing) == []
    billing.contract(item("rack", "310", "rack-month", racks=["e01"]), since="2026-03-02", tenant="seine")
    billing.contract(item("rack", "310", "rack-month", racks=["e01"]), since="2026-03-03", tenant="marne")
    assert credited(billing) == [("seine", "hall-a", "02 10:00", ["rack"])]
    fire(billing, "2026-03-02T23:30")  # the 3rd, in Paris
    assert [one[0] for one in credited(billing)] == ["marne", "seine", "seine"]


def test_a_volume_that_was_there_then_counts_and_one_that_had_gone_does_not() -> None:
    billing = two_halls()
    billing.contract(item("storage", "11.80", "TB-month"))
    fire(billing, "2026-03-01T11:00", "2026-03-01T11:30")
    fire(billing, "2026-03-01T12:00", "2026-03-01T12:30")
    assert credited(billing) == [("ap-hp", "hall-a", "01 11:00", ["storage"])]
