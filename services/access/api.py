"""Access over HTTP: doors ask and tell, the desk decides who may enter, everybody who may sees who is where."""

from __future__ import annotations

from libs.events import Refused
from libs.http import Api, Listing, Made, Page
from libs.store import new_id
from services.access.acts.ahead_of_checks import behind_the_door, hours
from services.access.acts.checks import check_badge
from services.access.acts.doors import Signal, hear_door
from services.access.acts.evacuation import answer_muster, muster_list, people_by_zone, secure_doors
from services.access.acts.offline import decided_offline, door_list
from services.access.acts.people import (
    declare_badge,
    end_person,
    end_right,
    end_schedule,
    forgive_passback,
    give_badge_back,
    give_right,
    holder_of,
    keep_schedule,
    lend_badge,
    register_person,
    rights_after,
)
from services.access.acts.privacy import erase, known_of
from services.access.acts.visits import end_visit, plan_visit
from services.access.acts.zones import rule_zone
from services.access.adapters.door_list import DoorListAnswer, signed_list
from services.access.answers.acts import ActAnswer
from services.access.answers.checks import CheckAnswer, KeptCheckAnswer
from services.access.answers.doors import DoorAnswer
from services.access.answers.people import BadgeAnswer, PersonAnswer
from services.access.answers.privacy import ErasureAnswer, PersonalDataAnswer
from services.access.answers.rights import RightAnswer, ScheduleAnswer
from services.access.answers.visits import VisitAnswer
from services.access.answers.zones import MusterListAnswer, OccupancyAnswer, SecuredAnswer, ZoneAnswer
from services.access.bodies import (
    ActId,
    BadgeId,
    BadgeStateChange,
    ChangeOfRules,
    CheckBadge,
    CheckId,
    DoorId,
    DoorSignal,
    End,
    Forgive,
    NewBadge,
    NewPerson,
    NewRight,
    NewSchedule,
    NewVisit,
    PersonId,
    RightId,
    ScheduleId,
    Secure,
    Sighted,
    VisitId,
    ZoneId,
)
from services.access.domain.badge import Badge
from services.access.domain.door import Door
from services.access.domain.muster import Answer
from services.access.exits import Exits
from services.access.store import AccessUnit

exits = Exits()
api = Api("access", AccessUnit, title="Access: who may enter, who is inside")

# -- doors


@api.command(
    "/v1/checks", scope="access:check",
    reads=lambda body: [(Door, body.door), (Badge, body.credential.badge)],
    then=[
        lambda body, unit: behind_the_door(unit, body.door, body.direction, body.credential.badge),
        lambda body, unit: hours(unit, body.door, body.direction, body.credential.badge),
    ],
    away=exits.away,
)  # fmt: skip
def check(body: CheckBadge, unit: AccessUnit, made: Made) -> CheckAnswer:
    """Decides on a badge shown at a door. A refusal is an answer with its reason, never an error.

    An exit is granted also while the database cannot be reached, and recorded afterwards: `person` is null then, and
    `zone` is `unknown` where this process has not read the door yet.
    """
    shown = body.credential
    decided = check_badge(
        unit, door=body.door, direction=body.direction, badge=shown.badge, at=body.at or unit.now,
        duress=shown.duress, id=made,
    )  # fmt: skip
    exits.note(unit.doors.need(body.door))
    return CheckAnswer.of(decided)


@api.get("/v1/checks/{id}", scope="access:read")
def kept_check(id: CheckId, unit: AccessUnit) -> KeptCheckAnswer:
    """One past check, and why it was decided so: the rights that were looked at, and the one that decided."""
    return KeptCheckAnswer.kept(unit.checks.need(id))


@api.get("/v1/checks", scope="access:read")
def checks(unit: AccessUnit, page: Page) -> Listing[KeptCheckAnswer]:
    """All checks, in the order in which they were decided."""
    return page.of(unit.checks.page(page.after, page.limit), KeptCheckAnswer.kept, lambda check: check.id)


@api.signals(
    "/v1/door-signals", field="signals", scope="access:signal",
    source=lambda signal: signal.door, reads=lambda signal: [(Door, signal.door)],
)  # fmt: skip
def door_signal(signal: DoorSignal, unit: AccessUnit) -> None:
    """Takes what door controllers say. Late, doubled and out of order are all welcome."""
    at, decided = signal.at or unit.now, signal.decided()
    if decided is None:
        hear_door(unit, door=signal.door, kind=signal.kind, at=at)
    else:
        direction, shown = decided
        decided_offline(
            unit, door=signal.door, direction=direction, badge=shown.badge, at=at, duress=shown.duress,
            granted=signal.kind is Signal.OFFLINE_GRANTED,
        )  # fmt: skip
    exits.note(unit.doors.need(signal.door))


@api.get("/v1/doors", scope="access:read")
def doors(unit: AccessUnit, page: Page) -> Listing[DoorAnswer]:
    """All doors, as they stand."""
    found = unit.doors.page(page.after, page.limit)
    exits.note(*found)
    return page.of(found, DoorAnswer.of, lambda door: door.id)


@api.get("/v1/doors/{id}", scope="access:read")
def door(id: DoorId, unit: AccessUnit) -> DoorAnswer:
    """One door, as it stands."""
    found = unit.doors.need(id)
    exits.note(found)
    return DoorAnswer.of(found)


@api.get("/v1/doors/{id}/list", scope="access:check")
def list_of_door(id: DoorId, unit: AccessUnit) -> DoorListAnswer:
    """Whom a door may let in for the next 24 hours while it cannot ask, signed. 409 where no key is set to sign by."""
    key = api.settings.seal_key_file
    if key is None:
        raise Refused("conflict", "no key is set to sign lists by")
    return signed_list(unit.doors.need(id), door_list(unit, id), unit.now, key)


# -- zones and the muster


@api.get("/v1/zones", scope="access:read")
def zones(unit: AccessUnit, page: Page) -> Listing[ZoneAnswer]:
    """All zones, with their rules."""
    return page.of(unit.zones.page(page.after, page.limit), ZoneAnswer.of, lambda zone: zone.id)


@api.get("/v1/zones/{id}", scope="access:read")
def zone(id: ZoneId, unit: AccessUnit) -> ZoneAnswer:
    """One zone, with its rules."""
    return ZoneAnswer.of(unit.zones.need(id))


@api.get("/v1/zones/{id}/occupancy", scope="access:read")
def occupancy(id: ZoneId, unit: AccessUnit) -> OccupancyAnswer:
    """Who is inside a zone, right now."""
    return OccupancyAnswer.of(unit.zones.need(id), unit.now)


@api.command("/v1/zones/{id}/rules", scope="access:desk")
def change_rules(id: ZoneId, body: ChangeOfRules, unit: AccessUnit) -> ZoneAnswer:
    """Replaces the rules that are named. Others are kept; null gives the default back."""
    return ZoneAnswer.of(rule_zone(unit, id, body))


@api.command("/v1/zones/{id}/secure", scope="access:desk")
def secure(id: ZoneId, body: Secure, unit: AccessUnit) -> SecuredAnswer:
    """Takes the zone's doors back after a fire alarm. 409 before the panel's reset."""
    taken = secure_doors(unit, id, body.by, unit.now)
    return SecuredAnswer(zone=id, doors=taken, by=body.by, at=unit.now)


@api.get("/v1/muster", scope="access:read")
def muster(unit: AccessUnit) -> MusterListAnswer:
    """Who is where; frozen as it was at the alarm until the doors are secured."""
    return MusterListAnswer.of(muster_list(unit), people_by_zone(unit), unit.now)


@api.command("/v1/muster/{person}", scope="access:desk")
def sighted(person: PersonId, body: Sighted, unit: AccessUnit) -> MusterListAnswer:
    """Says that somebody was seen, is safe, or is missed. 409 when no muster has been called."""
    answered = answer_muster(unit, person, Answer(body.status, body.by, unit.now))
    return MusterListAnswer.of(answered, {}, unit.now)


# -- people and badges


@api.command("/v1/people", scope="access:desk", status=201)
def new_person(body: NewPerson, unit: AccessUnit) -> PersonAnswer:
    """Registers somebody. 409 where the id is taken."""
    return PersonAnswer.of(register_person(unit, body.person()))


@api.get("/v1/people", scope="access:read")
def people(unit: AccessUnit, page: Page) -> Listing[PersonAnswer]:
    """All people, with where they are."""
    return page.of(unit.people.page(page.after, page.limit), PersonAnswer.of, lambda person: person.id)


@api.get("/v1/people/{id}", scope="access:read")
def person(id: PersonId, unit: AccessUnit) -> PersonAnswer:
    """One person, with where they are."""
    return PersonAnswer.of(unit.people.need(id))


@api.command("/v1/people/{id}/end", scope="access:desk")
def ended_person(id: PersonId, body: End, unit: AccessUnit) -> PersonAnswer:
    """Ends a person's time here. From then on they may enter nothing; they can still leave."""
    return PersonAnswer.of(end_person(unit, id, body.at or unit.now))


@api.command("/v1/people/{id}/forgive", scope="access:desk")
def forgiven_person(id: PersonId, body: Forgive, unit: AccessUnit) -> PersonAnswer:
    """Forgives an anti-passback violation: once, where the person is taken to be is not held against them."""
    return PersonAnswer.of(forgive_passback(unit, id, body.by, body.why))


@api.command("/v1/badges", scope="access:desk", status=201)
def new_badge(body: NewBadge, unit: AccessUnit) -> BadgeAnswer:
    """Lends a badge to a person. 409 where it is somebody's; one that was given back may be lent again."""
    return BadgeAnswer.of(lend_badge(unit, body.badge()))


@api.get("/v1/badges", scope="access:read")
def badges(unit: AccessUnit, page: Page) -> Listing[BadgeAnswer]:
    """All badges."""
    return page.of(unit.badges.page(page.after, page.limit), BadgeAnswer.of, lambda badge: badge.id)


@api.get("/v1/badges/{id}", scope="access:read")
def badge(id: BadgeId, unit: AccessUnit) -> BadgeAnswer:
    """One badge; its id is `{facility}-{card}`."""
    return BadgeAnswer.of(unit.badges.need(id))


@api.command("/v1/badges/{id}/state", scope="access:desk")
def badge_state(id: BadgeId, body: BadgeStateChange, unit: AccessUnit) -> BadgeAnswer:
    """Declares a badge active, lost or revoked, from now on."""
    return BadgeAnswer.of(declare_badge(unit, id, body.state))


@api.command("/v1/badges/{id}/end", scope="access:desk")
def ended_badge(id: BadgeId, body: End, unit: AccessUnit) -> BadgeAnswer:
    """Takes a badge back. It may be lent to somebody else."""
    return BadgeAnswer.of(give_badge_back(unit, id, body.at or unit.now))


# -- rights and schedules


@api.command("/v1/rights", scope="access:desk", status=201)
def new_right(body: NewRight, unit: AccessUnit) -> RightAnswer:
    """Gives a person a right to a zone, or denies it."""
    return RightAnswer.of(body.person, give_right(unit, body.person, body.right()))


@api.get("/v1/rights", scope="access:read")
def rights(unit: AccessUnit, page: Page) -> Listing[RightAnswer]:
    """All rights and denials, by person, in the order in which each was given them."""
    found = rights_after(unit, page.after, page.limit)
    return page.of(found, lambda held: RightAnswer.of(*held), lambda held: held[1].id)


@api.get("/v1/rights/{id}", scope="access:read")
def right(id: RightId, unit: AccessUnit) -> RightAnswer:
    """One right or denial."""
    holder = holder_of(unit, id)
    return RightAnswer.of(holder.id, holder.right(id))


@api.command("/v1/rights/{id}/end", scope="access:desk")
def ended_right(id: RightId, body: End, unit: AccessUnit) -> RightAnswer:
    """Ends a right or a denial. 409 for one that belongs to a visit: it ends with the visit."""
    return RightAnswer.of(holder_of(unit, id).id, end_right(unit, id, body.at or unit.now))


@api.command("/v1/schedules", scope="access:desk", status=201)
def new_schedule(body: NewSchedule, unit: AccessUnit) -> ScheduleAnswer:
    """Keeps a schedule. 409 where the id is taken."""
    return ScheduleAnswer.of(keep_schedule(unit, body.schedule()))


@api.get("/v1/schedules", scope="access:read")
def schedules(unit: AccessUnit, page: Page) -> Listing[ScheduleAnswer]:
    """All schedules."""
    found = unit.schedules.page(page.after, page.limit)
    return page.of(found, ScheduleAnswer.of, lambda schedule: schedule.id)


@api.get("/v1/schedules/{id}", scope="access:read")
def schedule(id: ScheduleId, unit: AccessUnit) -> ScheduleAnswer:
    """One schedule."""
    return ScheduleAnswer.of(unit.schedules.need(id))


@api.command("/v1/schedules/{id}/end", scope="access:desk")
def ended_schedule(id: ScheduleId, body: End, unit: AccessUnit) -> ScheduleAnswer:
    """Ends a schedule. Rights in it let nobody in any more; denials in it always deny."""
    return ScheduleAnswer.of(end_schedule(unit, id, body.at or unit.now))


# -- visits


@api.command("/v1/visits", scope="access:desk", status=201)
def new_visit(body: NewVisit, unit: AccessUnit) -> VisitAnswer:
    """Plans a visit: the visitor may enter its zones in its hours. 409 or 422 where that cannot be."""
    return VisitAnswer.of(plan_visit(unit, body.visit(new_id(unit.now)), body.lent()))


@api.get("/v1/visits", scope="access:read")
def visits(unit: AccessUnit, page: Page) -> Listing[VisitAnswer]:
    """All visits."""
    return page.of(unit.visits.page(page.after, page.limit), VisitAnswer.of, lambda visit: visit.id)


@api.get("/v1/visits/{id}", scope="access:read")
def visit(id: VisitId, unit: AccessUnit) -> VisitAnswer:
    """One visit."""
    return VisitAnswer.of(unit.visits.need(id))


@api.command("/v1/visits/{id}/end", scope="access:desk")
def ended_visit(id: VisitId, body: End, unit: AccessUnit) -> VisitAnswer:
    """Ends a visit, and the rights that came with it. 409 where it is over."""
    return VisitAnswer.of(end_visit(unit, id, body.at or unit.now))


# -- what is personal


@api.get("/v1/people/{id}/data", scope="access:desk")
def personal_data(id: PersonId, unit: AccessUnit) -> PersonalDataAnswer:
    """All that is kept of a person, for that person."""
    return PersonalDataAnswer.of(known_of(unit, id), unit.now)


@api.command("/v1/people/{id}/data", scope="access:desk", method="DELETE")
def erased_data(id: PersonId, unit: AccessUnit) -> ErasureAnswer:
    """Erases what the law allows of a person's data. The answer says what was kept, why, and until when."""
    return ErasureAnswer.of(id, *erase(unit, id))


# -- the log of acts


@api.get("/v1/acts", scope="access:read")
def acts(unit: AccessUnit, page: Page) -> Listing[ActAnswer]:
    """What people did to people, badges, rights, rules and visits, in order of time."""
    return page.of(unit.acts.page(page.after, page.limit), ActAnswer.of, lambda act: act.id)


@api.get("/v1/acts/{id}", scope="access:read")
def act(id: ActId, unit: AccessUnit) -> ActAnswer:
    """One administrative act."""
    return ActAnswer.of(unit.acts.need(id))
