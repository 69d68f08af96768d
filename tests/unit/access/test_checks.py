"""A badge at a door: every reason, alone and against every other; and what a grant holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from itertools import combinations

import pytest

from libs.events import Value, field, replace
from services.access.domain.badge import Badge, BadgeState
from services.access.domain.check import REFUSALS, Reason, Shown, decide
from services.access.domain.door import Door, Said
from services.access.domain.passage import Direction, Grant, Reservation
from services.access.domain.person import Kind, Person, Right
from services.access.domain.schedule import DAYS, Schedule, Window
from services.access.domain.zone import Alarm, AntiPassback, Rules, Zone
from tests.unit.access.house import House, time

NOW = time("09:00:00")
MINUTE = timedelta(minutes=1)
HALL = Zone("hall-a", "Salle A")
BADGE = Badge("75-1", 75, 1)
NADIA = Person("nadia", "N.", "Ville", Kind.STAFF)
DOOR = Door("hall-door", "Porte", "lobby", "hall-a")
NIGHT = Schedule("night", (Window(DAYS, "22:00", "23:00"),))


class Scene(Value):
    """Nadia shows her badge at the door of hall A; nothing is wrong."""

    zone: Zone = HALL
    badge: Badge | None = BADGE
    person: Person = NADIA
    rights: tuple[Right, ...] = (Right("hall-a"),)
    door: Door = DOOR
    schedules: Mapping[str, Schedule] = field(default_factory=lambda: {"night": NIGHT})
    interlocked: tuple[Door, ...] = ()

    def decided(self, direction: Direction = Direction.IN, duress: bool = False) -> Reason:
        person = replace(self.person, rights=self.rights) if self.badge else None
        shown = Shown(NOW, direction, self.door, self.zone, self.badge, person, self.schedules, duress)
        return decide(replace(shown, interlocked=self.interlocked))


def fire(s: Scene) -> Scene:
    return replace(s, zone=replace(s.zone, alarm=Alarm.PRE_ACTIVATED))


def lockdown(s: Scene) -> Scene:
    return replace(s, zone=replace(s.zone, rules=replace(s.zone.rules, lockdown=True)))


def strange_badge(s: Scene) -> Scene:
    return replace(s, badge=None)


def lost(s: Scene) -> Scene:
    return replace(s, badge=s.badge and s.badge.declared(BadgeState.LOST))


def revoked(s: Scene) -> Scene:
    return replace(s, badge=s.badge and s.badge.declared(BadgeState.REVOKED))


def expired(s: Scene) -> Scene:
    return replace(s, badge=s.badge and s.badge.given_back(NOW))


def not_yet_valid(s: Scene) -> Scene:
    return replace(s, badge=s.badge and replace(s.badge, valid_from=NOW + MINUTE))


def gone(s: Scene) -> Scene:
    return replace(s, person=s.person.ended(NOW))


def denied(s: Scene) -> Scene:
    return replace(s, rights=(*s.rights, Right("hall-a", deny=True)))


def no_right(s: Scene) -> Scene:
    return replace(s, rights=tuple(right for right in s.rights if right.deny))


def by_night_only(s: Scene) -> Scene:
    return replace(s, rights=tuple(right if right.deny else replace(right, schedule="night") for right in s.rights))


def inside_already(s: Scene) -> Scene:
    rules = replace(s.zone.rules, anti_passback=AntiPassback.HARD)
    return replace(s, zone=replace(s.zone, rules=rules), person=replace(s.person, zone="hall-a", since=NOW - MINUTE))


def full(s: Scene) -> Scene:
    return replace(s, zone=replace(s.zone, rules=replace(s.zone.rules, capacity=1), people=("omar",)))


def other_door_open(s: Scene) -> Scene:
    return replace(s, interlocked=(Door("lobby-door", "Porte", "street", "lobby", leaf=Said(NOW, worse=True)),))


def alone(s: Scene) -> Scene:
    return replace(s, zone=replace(s.zone, rules=replace(s.zone.rules, two_person=True)))


def escorted(s: Scene) -> Scene:
    return replace(s, rights=tuple(right if right.deny else replace(right, escorted=True) for right in s.rights))


WRONG: dict[str, Callable[[Scene], Scene]] = {
    "fire": fire,
    "lockdown": lockdown,
    "unknown_credential": strange_badge,
    "badge_lost": lost,
    "badge_revoked": revoked,
    "badge_expired": expired,
    "badge_not_yet_valid": not_yet_valid,
    "person_left": gone,
    "denied_by_rule": denied,
    "no_right": no_right,
    "outside_schedule": by_night_only,
    "anti_passback": inside_already,
    "zone_full": full,
    "interlock": other_door_open,
    "second_person_needed": alone,
    "escort_needed": escorted,
}
"""How each refusal comes about, in the documented order (public-face.md, access)."""


def test_nothing_wrong_is_granted() -> None:
    assert Scene().decided() is Reason.OK


def test_every_refusal_is_in_the_documented_order() -> None:
    assert [reason.value for reason, _ in REFUSALS] == list(WRONG)


@pytest.mark.parametrize("reason", WRONG)
def test_each_refusal(reason: str) -> None:
    assert WRONG[reason](Scene()).decided().value == reason


@pytest.mark.parametrize(("first", "second"), list(combinations(WRONG, 2)))
def test_of_two_reasons_the_first_is_told(first: str, second: str) -> None:
    both = WRONG[first](WRONG[second](Scene()))
    assert both.decided().value == first


@pytest.mark.parametrize("reason", WRONG)
def test_an_exit_is_never_refused(reason: str) -> None:
    assert WRONG[reason](Scene()).decided(Direction.OUT) is Reason.OK_EXIT_ALWAYS_FREE


def test_a_right_holds_from_its_start_until_before_its_end() -> None:
    def with_right(right: Right) -> Reason:
        return replace(Scene(), rights=(right,)).decided()

    assert with_right(Right("hall-a", starts=NOW, until=NOW + MINUTE)) is Reason.OK
    assert with_right(Right("hall-a", starts=NOW - MINUTE, until=NOW)) is Reason.NO_RIGHT
    assert with_right(Right("hall-a", starts=NOW + MINUTE)) is Reason.NO_RIGHT
    assert with_right(Right("vault")) is Reason.NO_RIGHT


def test_a_denial_holds_in_its_hours_only_but_always_once_its_schedule_has_ended() -> None:
    scene = replace(Scene(), rights=(Right("hall-a"), Right("hall-a", schedule="night", deny=True)))
    assert scene.decided() is Reason.OK
    assert replace(scene, schedules={"night": NIGHT.ended(NOW)}).decided() is Reason.DENIED_BY_RULE


def test_a_badge_is_valid_from_its_first_moment() -> None:
    badge = Badge("75-1", 75, 1, valid_from=NOW, valid_until=NOW + MINUTE)
    assert replace(Scene(), badge=badge).decided() is Reason.OK


def test_the_last_day_of_a_person_counts_in_the_sites_time() -> None:
    """In winter eleven at night UTC is midnight in Paris."""
    leaver = Person("nadia", "N.", "Ville", Kind.STAFF, leaves_on=time("00:00:00").date())
    assert not leaver.has_left(time("22:59:59"))
    assert leaver.has_left(time("23:00:00"))


def test_anti_passback_soft_hard_timed() -> None:
    def inside_for(rules: Rules, minutes: int) -> str:
        person = replace(NADIA, zone="hall-a", since=NOW - minutes * MINUTE)
        return replace(Scene(), zone=replace(HALL, rules=rules), person=person).decided().value

    assert inside_for(Rules(AntiPassback.OFF), 1) == "ok"
    assert inside_for(Rules(AntiPassback.SOFT), 1) == "ok_soft_violation"
    assert inside_for(Rules(AntiPassback.HARD), 600) == "anti_passback"
    assert inside_for(Rules(AntiPassback.TIMED, minutes=10), 9) == "anti_passback"
    assert inside_for(Rules(AntiPassback.TIMED, minutes=10), 10) == "ok"


def test_a_grant_holds_the_token_until_its_time_is_up() -> None:
    hard = replace(HALL, rules=Rules(AntiPassback.HARD))

    def granted_until(until: timedelta) -> Reason:
        token = Reservation("c1", "nadia", "hall-a", NOW + until)
        return replace(Scene(), zone=hard, person=replace(NADIA, reserved=token)).decided()

    assert granted_until(timedelta(milliseconds=1)) is Reason.ANTI_PASSBACK
    assert granted_until(timedelta(0)) is Reason.OK


def test_an_escort_is_somebody_else_granted_in_the_same_way_just_before() -> None:
    scene = escorted(Scene())

    def after(who: str, seconds: int, way: Direction = Direction.IN, escorted: bool = False) -> str:
        at = NOW - timedelta(seconds=seconds)
        grant = Grant("c1", who, way, "hall-a", at, at + MINUTE, escorted=escorted)
        return replace(scene, door=replace(scene.door, grants=(grant,))).decided().value

    assert after("omar", 15) == "ok"
    assert after("omar", 16) == "escort_needed"
    assert after("nadia", 5) == "escort_needed"
    assert after("omar", 5, Direction.OUT) == "escort_needed"
    assert after("vera", 5, escorted=True) == "escort_needed"


def test_duress_opens_normally_and_is_told_silently() -> None:
    house = House()
    assert house.badge("09:00:00", "entrance", "in", "nadia", duress=True) == "ok_duress"
    assert house.badge("09:01:00", "entrance", "in", "karim", duress=True) == "no_right"
    assert [said.split()[1] for said in house.told()] == ["badge-granted", "duress", "badge-denied", "duress"]


def test_what_a_check_tells() -> None:
    house = House()
    let_in = house.check("09:00:00", "entrance", "in", "nadia")
    refused = house.check("09:00:10", "entrance", "in", "stranger")
    let_out = house.check("09:00:20", "entrance", "out", "stranger")
    assert house.told() == [
        f"09:00:00 badge-granted {let_in.id} door=entrance zone=lobby person=nadia reason=ok",
        f"09:00:10 badge-denied {refused.id} door=entrance zone=lobby person=None reason=unknown_credential",
        f"09:00:20 badge-granted {let_out.id} door=entrance zone=street person=None reason=ok_exit_always_free",
    ]
    assert (let_in.unlock_seconds, refused.unlock_seconds, let_out.unlock_seconds) == (5, 0, 5)


def test_the_last_place_goes_to_one_and_comes_back_unused() -> None:
    house = House()
    house.unit.put(house.zone("lobby").ruled(Rules(capacity=1)))
    assert house.badge("09:00:00", "entrance", "in", "nadia") == "ok"
    assert house.badge("09:00:01", "entrance", "in", "omar") == "zone_full"
    # nadia did not open: her place is given back 5 s to relock and 5 s of grace after her badge
    assert house.badge("09:00:09", "entrance", "in", "omar") == "zone_full"
    assert house.badge("09:00:10", "entrance", "in", "omar") == "ok"
    house.signal("09:00:12", "entrance", "opened")
    assert house.badge("09:00:30", "entrance", "in", "nadia") == "zone_full"
    house.check("09:00:40", "entrance", "out", "omar")
    house.signal("09:00:41", "entrance", "opened")
    assert house.badge("09:00:50", "entrance", "in", "nadia") == "ok"


def test_a_place_is_given_back_by_its_door_though_the_person_has_gone_on() -> None:
    house = House()
    house.unit.put(house.zone("lobby").ruled(Rules(capacity=1)))
    assert house.badge("09:00:00", "entrance", "in", "nadia") == "ok"
    assert house.badge("09:00:02", "hall-door", "in", "nadia") == "ok"
    house.signal("09:00:03", "hall-door", "opened")
    assert house.badge("09:00:03", "entrance", "in", "omar") == "zone_full"  # the entrance has not said that it opened
    house.signal("09:00:01", "entrance", "opened")
    assert house.person("nadia").zone == "hall-a"
    assert house.badge("09:00:04", "entrance", "in", "omar") == "ok"
