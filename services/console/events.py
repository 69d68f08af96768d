"""The console's own facts: what became of an incident. Source: public-face.md, Events."""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

from libs.events import Event, Instant, Topic

INCIDENT = Topic("console", "incident", partitions=2)

WORDS = timedelta(days=89)
"""What people say of an incident may tell who was where, and is kept as long as that (domain.md, Access)."""


class IncidentOpened(Event, topic=INCIDENT, key="incident"):
    """A rule found something that a person has to look at, or (`reopened`) it got worse after somebody had.

    `subject`: what it is about, an id of the service that told it; `members`: whom it gathers, `subject`
    itself or many; `opened_at`: event time of the first fact; `revision`: the version that an acknowledgement
    must name; `drill`: all of it happened in an exercise.
    """

    incident: str
    rule: str
    subject: str
    priority: Literal["top", "high", "medium", "low"]
    opened_at: Instant
    members: tuple[str, ...]
    revision: int
    reopened: bool = False
    drill: bool = False


class IncidentAcknowledged(Event, topic=INCIDENT, key="incident", keep=WORDS):
    """Somebody took it on. `time` is the platform's clock at the desk."""

    incident: str
    by: str
    note: str
    revision: int


class IncidentResolved(Event, topic=INCIDENT, key="incident", keep=WORDS):
    """It is over: `cleared` by the facts themselves (`by` is then a fact's type), or by a `person`."""

    incident: str
    rule: str
    subject: str
    how: Literal["cleared", "person"]
    by: str
    note: str
    revision: int
