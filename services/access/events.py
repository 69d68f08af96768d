"""What access tells: who was let in or refused, who is where, how the doors stand, which visits took place.

No personal data but the person's id, and who was where is kept for three months (domain.md, Access). `time`: when it
happened, at the door or the desk.
"""

from __future__ import annotations

from datetime import timedelta

from libs.events import Event, Instant, Topic

ZONE = Topic("access", "zone", partitions=4, safety=True)
DOOR = Topic("access", "door", partitions=4)
CHECK = Topic("access", "check", partitions=6)
PERSON = Topic("access", "person", partitions=4)
VISIT = Topic("access", "visit", partitions=2)
ACT = Topic("access", "act", partitions=2)

MOVEMENTS = timedelta(days=89)
"""Who was where is kept for three months at most, and no three months are shorter (CNIL, délib. 2006-102 art. 4;
domain.md, Access)."""

STAFF = timedelta(days=5 * 365)
"""Who a member of the staff was is kept for five years after departure at most (the same article): what says who did
something while they were there goes no later."""


class ZoneRegistered(Event, topic=ZONE, key="zone"):
    """An area behind doors is known, or has a new name."""

    zone: str
    name: str


class ZoneOccupancyChanged(Event, topic=ZONE, key="zone", keep=MOVEMENTS):
    """Who is inside a zone changed. `people`: the ids of all who are inside now, in alphabetical order.

    Told again after 60 days in which nobody came or went, so that it never expires while it holds.
    """

    zone: str
    people: tuple[str, ...]
    count: int


class DoorsReleased(Event, topic=ZONE, key="zone"):
    """The zone's fire alarm is activated: the doors of its way out are free. `doors`: all of them.

    `drill`: in an exercise; told again, without, where what stands turns out to be real.
    """

    zone: str
    doors: tuple[str, ...]
    drill: bool = False


class DoorsSecured(Event, topic=ZONE, key="zone", keep=STAFF):
    """After the panel's reset a person took the doors back. `doors`: those that no other zone keeps free.

    `drill`: it was an exercise that had freed them.
    """

    zone: str
    doors: tuple[str, ...]
    by: str
    drill: bool = False


class MusterFrozen(Event, topic=ZONE, key="zone", keep=MOVEMENTS):
    """At the first activated alarm: the last known zone of each person inside. `zone`: where the alarm is.

    `drill`: in an exercise; a real alarm in one freezes the list anew.
    """

    zone: str
    people_by_zone: dict[str, tuple[str, ...]]
    drill: bool = False


class MusterCorrected(Event, topic=ZONE, key="zone", keep=MOVEMENTS):
    """A door told late who was where when the muster was frozen; the list as it is now. `zone`: of the first alarm."""

    zone: str
    people_by_zone: dict[str, tuple[str, ...]]
    drill: bool = False


class EscortMissing(Event, topic=ZONE, key="zone", keep=MOVEMENTS):
    """People who may stay only with an escort are in the zone without one. `people`: their ids."""

    zone: str
    people: tuple[str, ...]


class EscortRestored(Event, topic=ZONE, key="zone", keep=MOVEMENTS):
    """Nobody in the zone is without the escort that they need any more. `people`: those who still need one."""

    zone: str
    people: tuple[str, ...]


class DoorOpened(Event, topic=DOOR, key="door"):
    """The leaf opened. May be told late: the newest `time` of `door-opened` and `door-closed` counts."""

    door: str


class DoorClosed(Event, topic=DOOR, key="door"):
    """The leaf closed. May be told late, as `door-opened`."""

    door: str


class DoorForced(Event, topic=DOOR, key="door"):
    """The leaf opened with no grant, no exit request and no release known at that moment."""

    door: str


class DoorHeldOpen(Event, topic=DOOR, key="door"):
    """The leaf has been open for `seconds`. `time`: when that was full."""

    door: str
    opened_at: Instant
    seconds: int


class DoorTampered(Event, topic=DOOR, key="door"):
    """The tamper switch of the door's controller or reader opened."""

    door: str


class BadgeGranted(Event, topic=CHECK, key="check", keep=MOVEMENTS):
    """A badge was shown and the door unlocked. `zone`: where it leads. `person`: None for a strange badge.

    `offline`: the door decided by its list, and told it later.
    """

    check: str
    door: str
    zone: str
    person: str | None
    reason: str
    offline: bool = False


class BadgeDenied(Event, topic=CHECK, key="check", keep=MOVEMENTS):
    """A badge was shown and refused, for the first reason that applied. `person`: None for a strange one.

    `offline`: the door decided by its list, and told it later. `drill`: for a fire that is an exercise.
    """

    check: str
    door: str
    zone: str
    person: str | None
    reason: str
    offline: bool = False
    drill: bool = False


class OfflineContradicted(Event, topic=CHECK, key="check", keep=MOVEMENTS):
    """A door decided by its list other than access would have: a revoked badge was let in. `reason`: access's own."""

    check: str
    door: str
    zone: str
    person: str | None
    granted: bool
    reason: str


class Duress(Event, topic=CHECK, key="check", keep=MOVEMENTS):
    """Silent alarm: the badge was shown with the duress code, whatever was decided."""

    check: str
    door: str
    zone: str
    person: str | None


class PersonEntered(Event, topic=PERSON, key="person", keep=MOVEMENTS):
    """A person is in another zone: granted at `door`, and the door opened."""

    person: str
    zone: str
    door: str


class PersonLeft(Event, topic=PERSON, key="person", keep=MOVEMENTS):
    """A person is no longer in `zone`, through `door`."""

    person: str
    zone: str
    door: str


class PassbackForgiven(Event, topic=PERSON, key="person", keep=MOVEMENTS):
    """The desk lets a person enter the zone in which they are taken to be, once. `by`: whose token it was."""

    person: str
    by: str


class VisitStarted(Event, topic=VISIT, key="visit", keep=MOVEMENTS):
    """The visitor went through a door of the visit. `tenant`: who is billed, None for the City itself."""

    visit: str
    person: str
    tenant: str | None


class VisitOverstayed(Event, topic=VISIT, key="visit", keep=MOVEMENTS):
    """The agreed end has come, and the visitor is still inside, in `zone`."""

    visit: str
    person: str
    zone: str


class VisitEnded(Event, topic=VISIT, key="visit"):
    """The visit is over. `minutes`: full minutes from its start to its end.

    It is billed, and kept as long as invoices are: so it does not say who came.
    """

    visit: str
    tenant: str | None
    minutes: int


class ActEntered(Event, topic=ACT, key="act"):
    """Somebody changed people, badges, rights, rules or visits. `kind`: such as `badge-lent`; `about`: the id of what,
    empty where that would say whom it concerns.

    `by`: whose token it was. `sealed`: SHA-256 of what the act said, which is kept beside as long as the law allows.
    """

    act: str
    kind: str
    about: str
    by: str
    sealed: str
