"""Incidents as the API shows them, and what a person may say of one."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path
from pydantic import Field

from libs.http import WHOLE, Answer, At, Body, Id
from services.console.domain.incident import Incident, State, Word
from services.console.domain.priority import Priority
from services.console.store import ConsoleUnit
from services.console.watching import settle_if_over

IncidentId = Annotated[Id, Path(description="An incident")]


class CauseView(Answer):
    """An event that belongs to an incident."""

    id: str
    source: str
    type: str
    subject: str
    time: At
    """When it happened."""


class WordView(Answer):
    """Who said so; some time after the incident, when alone."""

    by: str
    """A person; or the type of an event, where facts ended it. Empty: it is not kept any more."""
    note: str
    at: At


class IncidentView(Answer):
    """What a person is to look at."""

    id: str
    rule: str
    """What opened it."""
    subject: str
    """What it is about."""
    state: State
    priority: Priority
    opened_at: At
    """When its first cause happened."""
    last_at: At
    """When its newest cause happened."""
    count: int
    """Of all its causes."""
    members: list[str]
    """What still stands of what it gathers."""
    detail: str
    events: list[CauseView]
    """The first cause, then the newest."""
    acknowledged: WordView | None
    """Who takes care of it."""
    resolved: WordView | None
    """What ended it."""
    version: int
    """Grows with each change of state."""
    drill: bool
    """All of it happened in an exercise."""


class Decision(Body):
    """What a person says of an incident."""

    by: Annotated[str, Field(min_length=1, max_length=100)]
    """The person."""
    note: Annotated[str, Field(max_length=1000)] = ""
    version: Annotated[int, Field(ge=1, le=10**9), WHOLE]
    """The one that they saw: 409 where it changed since."""


def view_of(incident: Incident) -> IncidentView:
    return IncidentView(
        id=incident.id,
        rule=incident.rule,
        subject=incident.subject,
        state=incident.state,
        priority=incident.priority,
        opened_at=incident.opened_at,
        last_at=incident.last_at,
        count=incident.count,
        members=list(incident.members),
        detail=incident.detail,
        events=[
            CauseView(id=e.id, source=e.source, type=e.type, subject=e.subject, time=e.time) for e in incident.events
        ],
        acknowledged=word_of(incident.taken),
        resolved=word_of(incident.over),
        version=incident.version,
        drill=incident.drill,
    )


def word_of(word: Word | None) -> WordView | None:
    return WordView(by=word.by, note=word.note, at=word.at) if word else None


def acknowledge(id: str, decision: Decision, unit: ConsoleUnit) -> IncidentView:
    """Raises `Refused`: not found, or conflict where it changed since."""
    incident = unit.incidents.need(id)
    outcome = incident.acknowledge(decision.by, decision.note, decision.version, unit.now)
    unit.save(outcome)
    return view_of(outcome[0])


def resolve(id: str, decision: Decision, unit: ConsoleUnit) -> IncidentView:
    """Raises `Refused`: not found, or conflict where it changed since."""
    incident = unit.incidents.need(id)
    outcome = incident.resolve(decision.by, decision.note, decision.version, unit.now)
    unit.save(outcome)
    settle_if_over(outcome[0], unit)
    return view_of(outcome[0])
