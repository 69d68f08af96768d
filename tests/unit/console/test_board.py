"""What the overview says of the site, fact by fact."""

from __future__ import annotations

from decimal import Decimal

import pytest

from services.console.overview import Overview, overview
from tests.unit.console.desk import Desk, at


def board(desk: Desk) -> Overview:
    return overview(desk.unit)


def test_a_zone_from_its_registration_to_a_fire_and_back() -> None:
    desk = Desk()
    desk.hears("08:00:00", "access.zone-registered", "hall-a", zone="hall-a", name="Salle A")
    (zone,) = board(desk).zones
    assert (zone.name, zone.count, zone.fire) == ("Salle A", None, None)  # nothing is known, nothing is claimed

    desk.hears("08:00:01", "fire.zone-registered", "hall-a", zone="hall-a", name="Hall A")
    (zone,) = board(desk).zones
    assert (zone.name, zone.fire, zone.conditions) == ("Salle A", "QUIESCENT", ["CONTACT_LOST"])  # never heard

    desk.hears("08:00:05", "fire.contact-restored", "hall-a", device="panel")
    desk.hears("08:30:00", "access.zone-occupancy-changed", "hall-a", zone="hall-a", people=["p1", "p2"], count=2)
    (zone,) = board(desk).zones
    assert (zone.count, zone.conditions) == (2, [])

    for clock, fact, state in (
        ("10:00:00", "pre-activated", "PRE_ACTIVATED"),
        ("10:00:08", "activated", "ACTIVATED"),
        ("10:00:38", "released", "RELEASED"),
        ("10:10:38", "ventilating", "VENTILATING"),
        ("10:40:00", "returned-to-quiescent", "QUIESCENT"),
    ):
        desk.hears(clock, f"fire.{fact}", "hall-a")
        (zone,) = board(desk).zones
        assert (zone.fire, zone.since) == (state, at(clock))
        assert zone.hvac_stopped == (state in ("ACTIVATED", "RELEASED"))


def test_a_condition_stands_until_its_last_device_is_well() -> None:
    desk = Desk()
    desk.hears("08:00:00", "fire.zone-registered", "hall-a", zone="hall-a", name="A")
    desk.hears("08:00:05", "fire.contact-restored", "hall-a", device="panel")
    desk.hears("08:01:00", "fire.fault", "hall-a", device="smoke-1")
    desk.hears("08:01:00", "fire.fault", "hall-a", device="heat-1")
    desk.hears("08:01:30", "fire.manual-only-set", "hall-a")
    desk.hears("08:02:00", "fire.fault-restored", "hall-a", device="heat-1")
    assert board(desk).zones[0].conditions == ["MANUAL_ONLY", "FAULT"]
    desk.hears("08:03:00", "fire.fault-restored", "hall-a", device="smoke-1")
    desk.hears("08:04:00", "fire.manual-only-cleared", "hall-a")
    desk.hears("08:05:00", "fire.contact-lost", "hall-a", device="smoke-1")
    assert board(desk).zones[0].conditions == ["CONTACT_LOST"]


def test_a_feed_is_unknown_until_it_is_found_live_and_again_when_it_falls_silent() -> None:
    desk = Desk()
    seen = []
    for clock, fact, subject in (
        ("08:00:00", "power.feed-registered", "a"),
        ("08:10:00", "power.feed-found-live", "a"),
        ("09:00:00", "power.source-silent", "utility-a"),
        ("09:10:00", "power.feed-found-live", "a"),
        ("10:00:00", "power.feed-lost", "a"),
        ("10:00:30", "power.source-silent", "utility-a"),  # lost stays lost
        ("10:10:00", "power.source-heard", "utility-a"),  # and it still says lost
        ("10:20:00", "power.feed-restored", "a"),
        ("10:30:00", "power.source-silent", "r001-a"),  # a rack's meter says nothing of a feed
    ):
        desk.hears(clock, fact, subject)
        seen.append(board(desk).feeds[0].state)
    assert seen == ["unknown", "live", "unknown", "live", "lost", "lost", "lost", "live", "live"]


def test_the_generator_as_it_was_last_told() -> None:
    desk = Desk()
    assert board(desk).generators == []
    desk.hears("10:00:10", "power.generator-failed-to-start", "generator")
    desk.hears("10:01:00", "power.generator-started", "generator")
    desk.hears("10:30:00", "power.autonomy-low", "generator", generator="generator", autonomy_hours=23)
    (generator,) = board(desk).generators
    assert (generator.state, generator.since) == ("started", at("10:01:00"))
    assert (generator.autonomy_hours, generator.low_at) == (23, at("10:30:00"))
    desk.hears("11:30:00", "power.autonomy-restored", "generator", generator="generator")
    (generator,) = board(desk).generators
    assert (generator.autonomy_hours, generator.low_at) == (None, None)
    seen = []
    for clock, fact in (("11:40:00", "retransferred"), ("11:45:00", "stopped")):
        desk.hears(clock, f"power.generator-{fact}", "generator")
        (generator,) = board(desk).generators
        seen.append((generator.state, generator.since))
    assert seen == [("retransferred", at("11:40:00")), ("stopped", at("11:45:00"))]


def test_a_pool_is_unknown_then_full_then_parked() -> None:
    desk = Desk()
    desk.hears("08:00:00", "storage.pool-state-changed", "hdd", state="unknown")
    assert [(p.state, p.used_ratio) for p in board(desk).pools] == [("unknown", None)]
    desk.hears("09:00:00", "storage.pool-state-changed", "hdd", state="full", used_bytes=96, usable_bytes=100)
    desk.hears("10:00:00", "storage.parked", "hdd")
    assert [(p.state, p.used_ratio, p.parked) for p in board(desk).pools] == [("full", 0.96, True)]
    desk.hears("11:00:00", "storage.unparked", "hdd")
    assert not board(desk).pools[0].parked
    desk.hears("12:00:00", "storage.parked", "hdd", drill=True)
    desk.hears("12:01:00", "storage.pool-state-changed", "hdd", state="ok", used_bytes=50, usable_bytes=100)
    assert [(p.state, p.parked, p.drill) for p in board(desk).pools] == [("ok", True, True)]
    desk.hears("12:02:00", "storage.parked", "hdd")
    assert not board(desk).pools[0].drill


def test_the_last_ten_refusals_by_the_time_at_the_door() -> None:
    desk = Desk()
    for minute in (*range(1, 12), 0):  # the one at 09:00 is told last
        check = {"check": f"c{minute}", "door": "door-1", "zone": "hall-a", "person": None, "reason": "no_right"}
        desk.hears(f"09:{minute:02d}:00", "access.badge-denied", f"c{minute}", **check)
    assert [refused.at for refused in board(desk).refused] == [at(f"09:{minute:02d}:00") for minute in range(11, 1, -1)]


def test_the_invoices_of_the_month_less_its_credit_notes() -> None:
    desk = Desk()
    issue = {"tenant": "ap-hp", "issued_on": "2026-03-01"}
    desk.hears(
        "09:00:00", "billing.invoice-issued", "2026-000001", number="2026-000001", gross_total="1200.00", **issue
    )
    desk.hears("09:00:00", "billing.invoice-issued", "2026-000002", number="2026-000002", gross_total="60.10", **issue)
    desk.hears(
        "09:30:00", "billing.credit-note-issued", "2026-000003", number="2026-000003", gross_total="60.10", **issue
    )
    before = {"tenant": "ap-hp", "issued_on": "2026-02-27", "number": "2026-000000", "gross_total": "5.00"}
    desk.hears("09:40:00", "billing.invoice-issued", "2026-000000", **before)
    month = board(desk).invoicing
    assert (month.month, len(month.issued), month.total) == ("2026-03", 3, Decimal("1200.00"))


def test_how_far_behind_each_service_was_heard() -> None:
    desk = Desk()  # its clock stands at 12:00:00
    desk.hears("11:59:58", "access.door-opened", "door-1")
    desk.hears("11:59:00", "access.door-opened", "door-1")  # told late: the newest stays the newest
    (access,) = board(desk).services
    assert (access.service, access.at, access.events) == ("access", at("11:59:58"), 2)
    assert access.lag_seconds == 2.0


def test_every_event_has_its_position_and_the_board_says_which_it_shows() -> None:
    desk = Desk()
    for _ in range(3):
        desk.hears("11:59:58", "access.door-opened", "door-1")
    assert [seen.position for seen in desk.unit.seen.where()] == [1, 2, 3]
    assert board(desk).position == 3


def test_what_is_no_json_object_is_refused_whole() -> None:
    desk = Desk()
    with pytest.raises(ValueError, match="Expecting value"):
        desk.unit.attempt(lambda: desk.hears_bytes("access.door-opened", b"not json"))
    assert desk.unit.seen.where() == []


def test_a_zone_shows_an_exercise_its_air_its_cylinders_and_its_maintenance() -> None:
    desk = Desk()
    desk.hears("08:00:00", "fire.zone-registered", "hall-a", zone="hall-a", name="A")
    desk.hears("08:00:01", "fire.maintenance-due", "hall-a", task="visit")
    desk.hears("08:00:02", "fire.drill-started", "hall-a")
    assert board(desk).zones[0].conditions == ["DRILL", "CONTACT_LOST", "MAINTENANCE_DUE"]  # the panel said nothing yet
    assert board(desk).zones[0].drill
    desk.hears("08:00:05", "fire.contact-restored", "hall-a", device="panel")
    desk.hears("08:01:00", "fire.oxygen-alarm", "hall-a")
    desk.hears("08:01:00", "fire.oxygen-evacuate", "hall-a")
    desk.hears("08:01:00", "fire.cylinder-leak", "hall-a", device="panel")
    desk.hears("08:02:00", "fire.drill-ended", "hall-a")
    desk.hears("08:03:00", "fire.oxygen-evacuate-ended", "hall-a")
    desk.hears("08:03:00", "fire.maintenance-done", "hall-a", task="visit")
    assert board(desk).zones[0].conditions == ["OXYGEN_ALARM", "CYLINDER_LEAK"]
    assert not board(desk).zones[0].drill
