"""What access is asked over HTTP and by the site file: shapes as in public-face.md."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from libs.http import At, Body, Id
from services.access.acts.doors import Signal
from services.access.domain.badge import Badge, BadgeState, badge_id
from services.access.domain.muster import Sighting
from services.access.domain.passage import Direction
from services.access.domain.person import Kind, Person, Right
from services.access.domain.schedule import Day, Holidays, OtherHours, Schedule, Window
from services.access.domain.visit import Escort, Visit
from services.access.domain.zone import AntiPassback, Rules

Words = Annotated[str, Field(min_length=1, max_length=200)]
Facility = Annotated[int, Field(ge=0, le=255)]
Card = Annotated[int, Field(ge=0, le=65_535)]
Hour = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$", examples=["08:00"])]
HourOrMidnight = Annotated[str, Field(pattern=r"^(([01]\d|2[0-3]):[0-5]\d|24:00)$", examples=["19:00"])]


class NewPerson(Body):
    """`leaves_on`: the last day on which the person may enter."""

    id: Id
    name: Words
    employer: Words
    kind: Kind
    leaves_on: date | None = None

    def person(self) -> Person:
        return Person(self.id, self.name, self.employer, self.kind, self.leaves_on)


class NewBadge(Body):
    """A card lent to a person."""

    person: Id
    facility: Facility
    card: Card
    valid_from: At | None = None
    valid_until: At | None = None

    @property
    def id(self) -> str:
        return badge_id(self.facility, self.card)

    def badge(self) -> Badge:
        return Badge(self.id, self.person, self.facility, self.card, self.valid_from, self.valid_until)


class BadgeStateChange(Body):
    state: BadgeState


class Hours(Body):
    """Hours of some days of the week, in the site's time."""

    days: Annotated[tuple[Day, ...], Field(min_length=1)]
    opens: Hour = Field(alias="from")
    to: HourOrMidnight


class HoursOfOneDay(Body):
    """Hours of one day instead of its usual ones; neither `from` nor `to`: closed all day."""

    on: date
    opens: Hour | None = Field(default=None, alias="from")
    to: HourOrMidnight | None = None


class NewSchedule(Body):
    id: Id
    weekly: tuple[Hours, ...]
    holidays: Holidays = Holidays.NONE
    exceptions: tuple[HoursOfOneDay, ...] = ()

    def schedule(self) -> Schedule:
        weekly = tuple(Window(hours.days, hours.opens, hours.to) for hours in self.weekly)
        exceptions = tuple(OtherHours(other.on, other.opens, other.to) for other in self.exceptions)
        return Schedule(self.id, weekly, self.holidays, exceptions)


class NewRight(Body):
    """`deny`: the person may not enter, whatever else they are given."""

    person: Id
    zone: Id
    schedule: Id | None = None
    starts: At | None = Field(default=None, alias="from")
    until: At | None = None
    deny: bool = False

    def right(self, id: str = "") -> Right:
        return Right(self.zone, self.schedule, self.starts, self.until, self.deny, id=id)


class NewVisit(Body):
    """`sponsor`: who answers for it; `tenant`: who is billed, if anybody."""

    person: Id
    sponsor: Id
    purpose: Words
    zones: Annotated[tuple[Id, ...], Field(min_length=1)]
    starts: At = Field(alias="from")
    until: At
    escort: Escort
    tenant: Id | None = None

    def visit(self, id: str) -> Visit:
        return Visit(
            id, self.person, self.sponsor, self.purpose, self.zones, self.starts, self.until,
            self.escort, self.tenant,
        )  # fmt: skip


class ChangeOfRules(Body):
    """The rules named are replaced, others kept; null gives the default back."""

    anti_passback: AntiPassback | None = None
    minutes: Annotated[int, Field(ge=1)] | None = None
    capacity: Annotated[int, Field(ge=0)] | None = None
    lockdown: bool | None = None

    def applied_to(self, rules: Rules) -> Rules:
        named = {field: getattr(self, field) for field in self.model_fields_set}
        usual = Rules()
        return replace(
            rules, **{field: getattr(usual, field) if value is None else value for field, value in named.items()}
        )


class Credential(Body):
    """What the reader read: 26-bit Wiegand, format H10301. `duress`: shown with the duress code."""

    format: Literal["H10301"]
    facility: Facility
    card: Card
    duress: bool = False

    @property
    def badge(self) -> str:
        return badge_id(self.facility, self.card)


class CheckBadge(Body):
    """A badge is shown. `at`: when, by the door's clock."""

    door: Id
    direction: Direction
    credential: Credential
    at: At | None = None


class DoorSignal(Body):
    id: Id
    door: Id
    kind: Signal
    at: At


class End(Body):
    """`at`: from when on; now if not named."""

    at: At | None = None


class Secure(Body):
    """`by`: the person who takes the doors back."""

    by: Words


class Sighted(Body):
    """`by`: who saw the person, or misses them."""

    status: Sighting
    by: Words
