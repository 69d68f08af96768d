"""What access is asked over HTTP and by the site file: shapes as in public-face.md."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import Path
from pydantic import Field

from libs.events import Refused
from libs.http import WHOLE, At, Body, Day, Flag, Id
from services.access.acts.doors import OFFLINE, Signal
from services.access.credentials import Card, Credential, Facility
from services.access.domain.badge import Badge, BadgeState, badge_id
from services.access.domain.muster import Sighting
from services.access.domain.passage import Direction
from services.access.domain.person import Kind, Person, Right
from services.access.domain.schedule import Day as Weekday
from services.access.domain.schedule import Holidays, OtherHours, Schedule, Window
from services.access.domain.visit import Escort, Visit
from services.access.domain.zone import AntiPassback, Rules

Words = Annotated[str, Field(min_length=1, max_length=200)]
ThreatLevel = Annotated[int, Field(ge=0, le=5, examples=[0]), WHOLE]
BadgeId = Annotated[
    str, Path(pattern=r"^[0-9]{1,3}-[0-9]{1,5}$", description="A badge: `{facility}-{card}`", examples=["75-10001"])
]
ActId = Annotated[Id, Path(description="An administrative act")]
CheckId = Annotated[Id, Path(description="A check")]
DoorId = Annotated[Id, Path(description="A door", examples=["door-hall-a"])]
PersonId = Annotated[Id, Path(description="A person", examples=["agent-1"])]
RightId = Annotated[
    str,
    Path(
        pattern=r"^[a-z0-9][a-z0-9._-]{0,63}\.[0-9]{1,9}$", description="A right: `{person}.{n}`",
        examples=["agent-1.1"],
    ),
]  # fmt: skip
ScheduleId = Annotated[Id, Path(description="A schedule", examples=["office-hours"])]
VisitId = Annotated[Id, Path(description="A visit")]
ZoneId = Annotated[Id, Path(description="A zone", examples=["hall-a"])]
Hour = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$", examples=["08:00"])]
HourOrMidnight = Annotated[str, Field(pattern=r"^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$", examples=["19:00"])]


class NewPerson(Body):
    """Somebody who may be given badges and rights."""

    id: Id
    name: Words
    employer: Words
    kind: Kind
    leaves_on: Day | None = None
    """The last day on which the person may enter."""

    def person(self) -> Person:
        return Person(self.id, self.name, self.employer, self.kind, self.leaves_on)


class NewBadge(Body):
    """A card lent to a person."""

    person: Id
    """Who carries it."""
    facility: Facility
    card: Card
    valid_from: At | None = None
    """From when on it opens; null: at once."""
    valid_until: At | None = None
    """Until when; null: without an end."""

    @property
    def id(self) -> str:
        return badge_id(self.facility, self.card)

    def badge(self) -> Badge:
        return Badge(self.id, self.person, self.facility, self.card, self.valid_from, self.valid_until)


class BadgeStateChange(Body):
    """What a badge is from now on."""

    state: BadgeState


class Hours(Body):
    """Hours of some days of the week, in the site's time."""

    days: Annotated[tuple[Weekday, ...], Field(min_length=1)]
    opens: Hour = Field(alias="from")
    """When they begin."""
    to: HourOrMidnight
    """When they end, that same day."""


class HoursOfOneDay(Body):
    """Hours of one day instead of its usual ones; neither `from` nor `to`: closed all day."""

    on: Day
    opens: Hour | None = Field(default=None, alias="from")
    """When they begin."""
    to: HourOrMidnight | None = None
    """When they end, that same day."""


class NewSchedule(Body):
    """The hours in which rights apply."""

    id: Id
    weekly: tuple[Hours, ...]
    """The hours of each week."""
    holidays: Holidays = Holidays.NONE
    """Whose public holidays are days without hours."""
    exceptions: tuple[HoursOfOneDay, ...] = ()
    """Days that are otherwise."""

    def schedule(self) -> Schedule:
        weekly = tuple(Window(hours.days, hours.opens, hours.to) for hours in self.weekly)
        exceptions = tuple(OtherHours(other.on, other.opens, other.to) for other in self.exceptions)
        return Schedule(self.id, weekly, self.holidays, exceptions)


class NewRight(Body):
    """A person may enter a zone, or may not."""

    person: Id
    zone: Id
    schedule: Id | None = None
    """In which hours; null: always."""
    starts: At | None = Field(default=None, alias="from")
    """From when on; null: at once."""
    until: At | None = None
    """Until when; null: without an end."""
    deny: Flag = False
    """The person may not enter, whatever else they are given."""
    threat_level: ThreatLevel = 0
    """The highest threat level of the zone at which it holds."""

    def right(self, id: str = "") -> Right:
        return Right(
            self.zone, self.schedule, self.starts, self.until, self.deny, threat_level=self.threat_level, id=id
        )


class LentBadge(Body):
    """A card lent for a visit, and given back with its end."""

    facility: Facility
    card: Card


class NewVisit(Body):
    """Somebody comes for some hours."""

    person: Id
    sponsor: Id
    """The person who answers for it."""
    purpose: Words
    zones: Annotated[tuple[Id, ...], Field(min_length=1)]
    """Where they may go."""
    starts: At = Field(alias="from")
    """When it begins."""
    until: At
    """When it ends at the latest."""
    escort: Escort
    tenant: Id | None = None
    """Who is billed, if anybody."""
    badge: LentBadge | None = None
    """The card that the visitor carries, if they have none."""

    def visit(self, id: str) -> Visit:
        return Visit(
            id, self.person, self.sponsor, self.purpose, self.zones, self.starts, self.until,
            self.escort, self.tenant,
        )  # fmt: skip

    def lent(self) -> Badge | None:
        """The badge that is lent for it."""
        if self.badge is None:
            return None
        facility, card = self.badge.facility, self.badge.card
        return Badge(badge_id(facility, card), self.person, facility, card, valid_until=self.until)


class ChangeOfRules(Body):
    """The rules named are replaced, others kept; null gives the default back."""

    anti_passback: AntiPassback | None = None
    minutes: Annotated[int, Field(ge=1, le=1_000_000), WHOLE] | None = None
    """After how many minutes a timed anti-passback forgets."""
    capacity: Annotated[int, Field(ge=0, le=1_000_000), WHOLE] | None = None
    """How many people may be inside."""
    two_person: Flag | None = None
    """Nobody is let in alone: a second person shows their badge within 15 s."""
    threat_level: ThreatLevel | None = None
    """Rights below it do not hold."""
    lockdown: Flag | None = None
    """Nobody is let in; who is inside can leave."""

    def applied_to(self, rules: Rules) -> Rules:
        named = {field: getattr(self, field) for field in self.model_fields_set}
        usual = Rules()
        return replace(
            rules, **{field: getattr(usual, field) if value is None else value for field, value in named.items()}
        )


class CheckBadge(Body):
    """A badge is shown at a door."""

    door: Id
    direction: Direction
    credential: Credential
    at: At | None = None
    """When, by the door's clock; default now."""


class DoorSignal(Body):
    """What a door's controller says."""

    id: Id
    """Unique within the door."""
    door: Id
    kind: Signal
    at: At | None = None
    """When it happened at the door; default now."""
    direction: Direction | None = None
    """Of a decision made offline."""
    credential: Credential | None = None
    """Of a decision made offline."""

    def decided(self) -> tuple[Direction, Credential] | None:
        """What a door that was alone decided on; None of any other signal. Raises `Refused` with every fault."""
        offline = self.kind in OFFLINE
        said = {"direction": self.direction, "credential": self.credential}
        wrong = [name for name, value in said.items() if (value is None) is offline]
        if wrong:
            raise Refused.many((f"/{name}", _offline_fault(self.kind)) for name in wrong)
        return (self.direction, self.credential) if self.direction and self.credential else None


def _offline_fault(kind: Signal) -> str:
    return f"{kind.value} needs it" if kind in OFFLINE else f"{kind.value} has none: only a decision made offline does"


class End(Body):
    """The end of something."""

    at: At | None = None
    """From when on; default now."""


class Forgive(Body):
    """Where a person is taken to be is not held against them."""

    by: Words
    """Who forgives."""
    why: Words
    """Kept with it."""


class Secure(Body):
    """Who takes the doors back."""

    by: Words


class Sighted(Body):
    """What is known of a person at a muster."""

    status: Sighting
    by: Words
    """Who saw the person, or misses them."""
