"""Stories: facts on the left of time, what the desk sees on the right."""

from __future__ import annotations

import pytest

from libs.events import Refused
from services.console.domain.incident import CAUSES_KEPT
from services.console.domain.priority import Priority
from services.console.domain.rules import RULES
from services.console.events import IncidentAcknowledged, IncidentOpened, IncidentResolved
from tests.unit.console.desk import Desk, at


def test_a_feed_is_lost_and_comes_back() -> None:
    desk = Desk()
    desk.hears("02:00:00", "power.feed-lost", "a")
    assert desk.sees() == [("feed-lost", "a", "high", "open")]
    desk.hears("02:04:10", "power.feed-restored", "a")
    assert desk.sees() == [("feed-lost", "a", "high", "resolved")]

    opened, resolved = desk.told
    assert isinstance(opened, IncidentOpened)
    assert (opened.rule, opened.subject, opened.opened_at) == ("feed-lost", "a", at("02:00:00"))
    assert isinstance(resolved, IncidentResolved)
    assert (resolved.how, resolved.by) == ("cleared", "fr.chapelle.power.feed-restored.v1")
    assert resolved.time == at("02:04:10")


def test_the_other_feed_does_not_end_it() -> None:
    desk = Desk()
    desk.hears("02:00:00", "power.feed-lost", "a")
    desk.hears("02:01:00", "power.feed-restored", "b")
    assert desk.sees() == [("feed-lost", "a", "high", "open")]


def test_an_outage_of_a_feed_is_four_alarms_not_five_hundred() -> None:
    desk = Desk()
    desk.hears("02:00:00", "power.feed-lost", "a")
    for rack in range(240):
        desk.hears("02:00:01", "power.redundancy-lost", f"r{rack:03d}")
        desk.hears("02:00:30", "power.source-silent", f"r{rack:03d}-a")
    desk.hears("02:00:10", "power.generator-failed-to-start", "generator")
    assert sorted(desk.sees()) == [
        ("feed-lost", "a", "high", "open"),
        ("generator-failed-to-start", "generator", "high", "open"),
        ("redundancy-lost", "power", "medium", "open"),
        ("source-silent", "power", "low", "open"),
    ]
    assert desk.incident("redundancy-lost", "power").count == 240
    assert len(desk.told) == 4  # one incident-opened each: the followers call nobody again


def test_the_group_is_over_when_its_last_member_is() -> None:
    desk = Desk()
    desk.hears("02:00:00", "power.source-silent", "r001-a")
    desk.hears("02:00:05", "power.source-silent", "r002-a")
    desk.hears("02:10:00", "power.source-heard", "r001-a")
    assert desk.incident("source-silent", "power").members == ("r002-a",)
    desk.hears("02:10:00", "power.source-heard", "r777-a")  # was silent before the console listened
    assert desk.incident("source-silent", "power").state == "open"
    desk.hears("03:00:00", "power.meter-hour-closed", "r002-a")  # of hours read in late: says nothing of now
    assert desk.incident("source-silent", "power").state == "open"
    desk.hears("03:00:00", "power.source-heard", "r002-a")
    assert desk.incident("source-silent", "power").state == "resolved"


def test_autonomy_that_is_low_is_over_when_it_is_restored() -> None:
    desk = Desk()
    desk.hears("02:00:00", "power.autonomy-low", "generator", generator="generator", autonomy_hours=71)
    desk.hears("02:30:00", "power.autonomy-low", "generator", generator="generator", autonomy_hours=23)
    assert desk.sees() == [("autonomy-low", "generator", "high", "open")]
    desk.hears("04:00:00", "power.autonomy-restored", "generator", generator="generator")
    assert desk.sees() == [("autonomy-low", "generator", "high", "resolved")]


def test_a_test_that_is_overdue_is_over_when_power_says_so_of_its_kind() -> None:
    desk = Desk()
    desk.hears("02:00:00", "power.generator-test-overdue", "generator", kind="monthly")
    desk.hears("09:30:00", "power.generator-tested", "generator", kind="monthly", verdict="failed", why="too_light")
    assert sorted(desk.sees()) == [
        ("generator-test-failed", "generator", "medium", "open"),
        ("generator-test-overdue", "generator", "medium", "open"),
    ]
    desk.hears("11:30:00", "power.generator-test-caught-up", "generator", kind="long")
    assert {state for *_, state in desk.sees()} == {"open"}
    desk.hears("11:30:00", "power.generator-tested", "generator", kind="monthly", verdict="passed", why="")
    assert desk.incident("generator-test-overdue", "generator").state == "open"  # that was of an older one, told again
    desk.hears("11:30:00", "power.generator-test-caught-up", "generator", kind="monthly")
    assert {state for *_, state in desk.sees()} == {"resolved"}


def test_every_ups_on_battery_is_one_alarm() -> None:
    desk = Desk()
    desk.hears("02:00:00", "power.ups-on-battery", "ups-a")
    desk.hears("02:00:00", "power.ups-on-battery", "ups-b")
    assert desk.sees() == [("ups-on-battery", "power", "high", "open")]
    desk.hears("02:00:09", "power.ups-on-mains", "ups-a")
    desk.hears("02:00:09", "power.ups-on-mains", "ups-b")
    assert desk.sees() == [("ups-on-battery", "power", "high", "resolved")]


def test_a_fire_from_the_first_detector_to_the_sign_off_is_at_most_three_alarms() -> None:
    desk = Desk()
    desk.hears("10:00:00", "fire.pre-activated", "hall-a", device="smoke-1")
    assert desk.sees() == [("pre-activated", "hall-a", "high", "open")]
    desk.hears("10:00:08", "fire.activated", "hall-a", cause="double_knock")
    desk.hears("10:00:08", "storage.parked", "hdd", zone="hall-a")
    desk.hears("10:00:08", "storage.parked", "ssd", zone="hall-a")
    assert sorted(desk.sees()) == [
        ("activated", "hall-a", "top", "open"),
        ("parked", "storage", "medium", "open"),
        ("pre-activated", "hall-a", "high", "resolved"),  # it became the greater one
    ]
    desk.hears("10:40:00", "fire.returned-to-quiescent", "hall-a")
    desk.hears("10:40:00", "storage.unparked", "hdd", zone="hall-a")
    desk.hears("10:40:00", "storage.unparked", "ssd", zone="hall-a")
    assert {state for *_, state in desk.sees()} == {"resolved"}


def test_a_second_alarm_of_the_same_zone_is_a_new_incident() -> None:
    desk = Desk()
    desk.hears("10:00:00", "fire.activated", "hall-a")
    desk.hears("10:40:00", "fire.returned-to-quiescent", "hall-a")
    desk.hears("11:00:00", "fire.activated", "hall-a")
    assert desk.sees() == [("activated", "hall-a", "top", "resolved"), ("activated", "hall-a", "top", "open")]


def test_each_faulty_device_counts_and_the_last_one_restored_ends_it() -> None:
    desk = Desk()
    desk.hears("08:00:00", "fire.fault", "hall-a", device="smoke-1")
    desk.hears("08:00:30", "fire.fault", "hall-a", device="heat-2")
    desk.hears("08:05:00", "fire.fault-restored", "hall-a", device="smoke-1")
    assert desk.incident("fire-fault", "hall-a").state == "open"
    desk.hears("08:06:00", "fire.fault-restored", "hall-a", device="heat-2")
    assert desk.incident("fire-fault", "hall-a").state == "resolved"


def test_a_forced_door_stays_until_a_person_has_looked() -> None:
    desk = Desk()
    desk.hears("23:00:00", "access.door-forced", "door-7")
    desk.hears("23:00:20", "access.door-closed", "door-7")
    assert desk.sees() == [("door-forced", "door-7", "high", "open")]


def test_a_door_held_open_is_over_when_it_closes_but_not_by_what_was_before() -> None:
    desk = Desk()
    desk.hears("09:00:30", "access.door-held-open", "door-7")
    desk.hears("08:59:00", "access.door-closed", "door-7")  # told late
    assert desk.sees() == [("door-held-open", "door-7", "medium", "open")]
    desk.hears("09:01:00", "access.door-closed", "door-7")
    assert desk.sees() == [("door-held-open", "door-7", "medium", "resolved")]


def test_duress_is_about_the_door_and_each_new_one_calls_again() -> None:
    desk = Desk()
    desk.hears("09:00:00", "access.duress", "check-1", door="door-1")
    assert desk.sees() == [("duress", "door-1", "top", "open")]
    desk.decides(desk.incident("duress", "door-1").acknowledge("poste 1", "", 1, at("09:00:20")))
    desk.hears("09:01:00", "access.duress", "check-2", door="door-1")
    assert desk.sees() == [("duress", "door-1", "top", "open")]


@pytest.mark.parametrize(("state", "priority"), [("nearfull", "low"), ("backfillfull", "medium"), ("full", "high")])
def test_a_pool_is_as_urgent_as_it_is_full(state: str, priority: str) -> None:
    desk = Desk()
    desk.hears("04:00:00", "storage.pool-state-changed", "hdd", state=state)
    desk.hears("04:00:00", "storage.pool-filling", "hdd", state=state, because="threshold")
    assert desk.sees() == [("pool-filling", "hdd", priority, "open")]


@pytest.mark.parametrize("state", ["ok", "unknown"])
def test_a_pool_that_is_well_or_not_known_opens_nothing(state: str) -> None:
    desk = Desk()
    desk.hears("04:00:00", "storage.pool-state-changed", "hdd", state=state)
    assert desk.sees() == []


def test_a_pool_that_fills_further_calls_again_after_it_was_acknowledged() -> None:
    desk = Desk()
    desk.hears("04:00:00", "storage.pool-state-changed", "hdd", state="nearfull")
    desk.decides(desk.incident("pool-filling", "hdd").acknowledge("ops", "", 1, at("04:10:00")))
    desk.hears("04:20:00", "storage.pool-state-changed", "hdd", state="full")
    assert desk.sees() == [("pool-filling", "hdd", "high", "open")]
    assert isinstance(desk.told[-1], IncidentOpened)
    assert desk.told[-1].reopened
    desk.hears("05:00:00", "storage.pool-state-changed", "hdd", state="ok")
    assert desk.sees() == [("pool-filling", "hdd", "high", "resolved")]


@pytest.mark.parametrize(
    ("service", "waits", "priority"),
    [
        ("billing", "fr.chapelle.power.meter-hour-closed.v1", "medium"),
        ("billing", "fr.chapelle.fire.activated.v1", "high"),
        ("access", "", "high"),
        ("console", "", "medium"),
    ],
)
def test_a_letter_is_urgent_where_lives_may_depend_on_it(service: str, waits: str, priority: str) -> None:
    desk = Desk()
    desk.hears("12:00:00", f"{service}.letter-waiting", "l1", event_type=waits, reason="KeyError: 'x'")
    assert desk.sees() == [("letter-waiting", service, priority, "open")]
    assert desk.incident("letter-waiting", service).detail == "KeyError: 'x'"


def test_letters_of_a_service_are_one_incident_until_all_are_cleared() -> None:
    desk = Desk()
    desk.hears("12:00:00", "billing.letter-waiting", "l1", event_type="", reason="first")
    desk.hears("12:00:01", "billing.letter-waiting", "l2", event_type="", reason="second")
    assert len(desk.sees()) == 1
    desk.hears("12:30:00", "billing.letter-cleared", "l1", how="applied")
    desk.hears("12:31:00", "billing.letter-cleared", "l2", how="discarded")
    assert desk.sees() == [("letter-waiting", "billing", "medium", "resolved")]


def test_who_acknowledges_names_the_version_that_was_seen() -> None:
    desk = Desk()
    desk.hears("02:00:00", "power.source-silent", "r001-a")
    seen = desk.incident("source-silent", "power")
    desk.hears("02:00:05", "power.source-silent", "r002-a")  # worse than what was on the screen
    with pytest.raises(Refused, match="changed since") as refusal:
        desk.incident("source-silent", "power").acknowledge("ops", "", seen.version, at("02:00:10"))
    assert (refusal.value.kind, refusal.value.faults[0][0]) == ("conflict", "/version")


def test_a_storm_of_what_is_known_does_not_keep_anybody_from_acknowledging() -> None:
    desk = Desk()
    desk.hears("02:00:00", "access.door-forced", "door-7")
    seen = desk.incident("door-forced", "door-7")
    for second in range(1, 60):
        desk.hears(f"02:00:{second:02d}", "access.door-forced", "door-7")
    taken, told = desk.incident("door-forced", "door-7").acknowledge("poste", "vu", seen.version, at("02:01:00"))
    assert (taken.state, taken.count) == ("acknowledged", 60)
    assert isinstance(told[0], IncidentAcknowledged)
    assert len(desk.told) == 1


def test_nobody_acknowledges_twice_nor_ends_what_is_over() -> None:
    desk = Desk()
    desk.hears("02:00:00", "access.door-forced", "door-7")
    taken, _ = desk.incident("door-forced", "door-7").acknowledge("anne", "", 1, at("02:01:00"))
    with pytest.raises(Refused, match="acknowledged by anne"):
        taken.acknowledge("bob", "", 2, at("02:01:05"))
    over, told = taken.resolve("anne", "ronde faite", 2, at("02:10:00"))
    assert isinstance(told[0], IncidentResolved)
    assert (told[0].how, told[0].by, told[0].note) == ("person", "anne", "ronde faite")
    with pytest.raises(Refused, match="resolved by anne"):
        over.resolve("bob", "", 3, at("02:11:00"))


def test_the_first_cause_is_kept_however_many_follow() -> None:
    desk = Desk()
    desk.hears("02:00:00", "power.redundancy-lost", "first")
    for rack in range(3 * CAUSES_KEPT):
        desk.hears("02:00:01", "power.redundancy-lost", f"r{rack}")
    kept = desk.incident("redundancy-lost", "power").events
    assert len(kept) == CAUSES_KEPT
    assert kept[0].subject == "first"
    assert kept[-1].subject == f"r{3 * CAUSES_KEPT - 1}"


def test_no_fact_opens_two_incidents_and_no_fact_of_an_incident_opens_one() -> None:
    opening = [name for rule in RULES for name in rule.opens]
    assert len(opening) == len(set(opening))
    assert not [name for name in opening if name.startswith("console.incident")]


def test_top_priority_is_for_lives_alone() -> None:
    top = {rule.id for rule in RULES if Priority.TOP in rule.opens.values()}
    assert top == {"activated", "occupied-above-noael", "duress", "release-not-confirmed", "oxygen-evacuate"}


def test_an_incident_of_an_exercise_says_so_until_something_real_joins_it() -> None:
    desk = Desk()
    desk.hears("10:00:00", "fire.drill-started", "hall-a", drill=True)
    desk.hears("10:01:00", "fire.activated", "hall-a", drill=True)
    incident = desk.incident("activated", "hall-a")
    assert (incident.drill, incident.version) == (True, 1)
    desk.decides(incident.acknowledge("desk-1", "", 1, at("10:01:30")))
    desk.hears("10:02:00", "fire.activated", "hall-a", drill=False)
    incident = desk.incident("activated", "hall-a")
    assert (incident.drill, incident.state, incident.version) == (False, "open", 3)
    desk.hears("10:03:00", "fire.activated", "hall-a", drill=True)
    assert not desk.incident("activated", "hall-a").drill
    assert [getattr(fact, "drill", None) for fact in desk.told if type(fact).__name__ == "IncidentOpened"] == [
        True,
        False,
    ]


def test_what_an_exercise_brings_about_is_of_it_and_what_only_happens_beside_it_is_real() -> None:
    desk = Desk()
    desk.hears("10:00:00", "fire.drill-started", "hall-a", zone="hall-a", drill=True)
    desk.hears("10:01:00", "storage.parked", "archive", zone="hall-a", drill=True)
    desk.hears("10:02:00", "access.door-forced", "door-a", door="door-a", zone="hall-a")
    assert (desk.incident("parked", "storage").drill, desk.incident("door-forced", "door-a").drill) == (True, False)
    desk.hears("10:03:00", "storage.parked", "objects", zone="hall-b")
    assert not desk.incident("parked", "storage").drill


def test_what_more_it_says_is_the_newest_word_of_its_subject() -> None:
    desk = Desk()
    for clock, hours in (("10:00:00", 71), ("12:00:00", 23), ("11:00:00", 47)):  # the last one came late
        desk.hears(clock, "power.autonomy-low", "g1", generator="g1", autonomy_hours=hours)
    assert desk.incident("autonomy-low", "g1").detail == "23"


def test_an_alarm_that_stands_when_its_exercise_ends_is_real() -> None:
    desk = Desk()
    desk.hears("10:01:00", "fire.activated", "hall-a", drill=True)
    desk.hears("10:02:00", "fire.drill-ended", "hall-a", state="RELEASED", drill=True)
    incident = desk.incident("activated", "hall-a")
    assert (incident.drill, incident.state, incident.version) == (False, "open", 2)
    desk.hears("10:30:00", "fire.returned-to-quiescent", "hall-a")
    assert desk.incident("activated", "hall-a").state == "resolved"
    desk.hears("11:00:00", "fire.drill-ended", "hall-a", state="QUIESCENT", drill=True)
    assert desk.incident("activated", "hall-a").state == "resolved"


def test_air_that_nitrogen_displaced_is_expected_where_it_was_released() -> None:
    desk = Desk()
    desk.hears("10:00:00", "fire.activated", "hall-a")
    desk.hears("10:01:00", "fire.oxygen-alarm", "hall-a", oxygen_percent="12.4")
    desk.hears("10:01:00", "fire.oxygen-evacuate", "hall-a", oxygen_percent="12.4")
    desk.hears("10:01:00", "fire.oxygen-alarm", "hall-b", oxygen_percent="18.9")
    assert desk.sees() == [("activated", "hall-a", "top", "open"), ("oxygen-alarm", "hall-b", "high", "open")]
    assert desk.incident("activated", "hall-a").count == 3


def test_air_cylinders_and_maintenance() -> None:
    desk = Desk()
    desk.hears("10:00:00", "fire.oxygen-alarm", "hall-a", oxygen_percent="18.6")
    desk.hears("10:01:00", "fire.oxygen-evacuate", "hall-a", oxygen_percent="16.8")
    desk.hears("10:02:00", "fire.cylinder-leak", "hall-a", device="panel", loss_percent="6.1")
    desk.hears("10:03:00", "fire.maintenance-due", "hall-a", task="half-yearly-visit")
    assert desk.sees() == [
        ("oxygen-alarm", "hall-a", "high", "open"),
        ("oxygen-evacuate", "hall-a", "top", "open"),
        ("cylinder-leak", "hall-a", "medium", "open"),
        ("maintenance-due", "hall-a", "low", "open"),
    ]
    assert desk.incident("oxygen-evacuate", "hall-a").detail == "16.8"
    for fact, more in (
        ("oxygen-evacuate-ended", {}),
        ("oxygen-alarm-ended", {}),
        ("cylinder-leak-ended", {"device": "panel"}),
        ("maintenance-done", {"task": "half-yearly-visit"}),
    ):
        desk.hears("11:00:00", f"fire.{fact}", "hall-a", **more)
    assert {state for *_, state in desk.sees()} == {"resolved"}
