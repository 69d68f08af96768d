"""Cylinders, maintenance, exercises, and what people did: the care of an installation."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from libs.events import Event, Instant, Topic
from services.fire.events.zone import ZONE, InZone

ACT = Topic("fire", "act", partitions=1)


class CylinderLeak(Event, InZone, topic=ZONE, key="zone"):
    """The cylinders that `device` measures have lost more than 5 % of their fill, corrected for temperature [K].

    `bar` as measured at `celsius`; `expected_bar`: what a full one shows at that temperature.
    """

    device: str
    bar: Decimal
    celsius: Decimal
    expected_bar: Decimal
    loss_percent: Decimal


class CylinderLeakEnded(Event, InZone, topic=ZONE, key="zone"):
    """They are within 4 % of their fill again."""

    device: str


class MaintenanceDue(Event, InZone, topic=ZONE, key="zone"):
    """`task` is to be done on this day; it is overdue until a person says that it was done."""

    task: str
    due_on: date


class MaintenanceDone(Event, InZone, topic=ZONE, key="zone"):
    """`task` was done; it is due again on `next_due_on`."""

    task: str
    next_due_on: date


class DrillStarted(Event, InZone, topic=ZONE, key="zone"):
    """An exercise begins: what happens in the zone until then, or until it is ended, is one."""

    until: Instant


class DrillEnded(Event, InZone, topic=ZONE, key="zone"):
    """The exercise is over, by a person's word or its time. `state`: of the zone then; an alarm that stands is real."""

    state: str


class ActEntered(Event, topic=ACT, key="act"):
    """Somebody signed off, declared an exercise, or did maintenance. `kind`: such as `signed-off`; `about`: the zone.

    `by`: whose token it was. `sealed`: SHA-256 of all that the act says (name, time, note), which is kept beside.
    """

    act: str
    kind: str
    about: str
    by: str
    sealed: str
