"""Incidents as the API shows them, and what a person may say of one."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from libs.http import Answer, At, Body
from services.console.domain.incident import Incident, Word
from services.console.store import ConsoleUnit
from services.console.watching import forget_if_over


class CauseView(Answer):
    """An event that belongs to an incident; `time`: event time."""

    id: str
    source: str
    type: str
    subject: str
    time: At


class WordView(Answer):
    """Who said so; `by` is the type of an event where facts ended it."""

    by: str
    note: str
    at: At


class IncidentView(Answer):
    """`members`: what still stands of what it gathers; `events`: the first cause, then the newest; `count`: all."""

    id: str
    rule: str
    subject: str
    state: str
    priority: str
    opened_at: At
    last_at: At
    count: int
    members: list[str]
    detail: str
    events: list[CauseView]
    acknowledged: WordView | None
    resolved: WordView | None
    version: int


class Decision(Body):
    """Who decides, and on which version: 409 where it changed since."""

    by: Annotated[str, Field(min_length=1, max_length=100)]
    note: Annotated[str, Field(max_length=1000)] = ""
    version: Annotated[int, Field(ge=1, strict=True)]


def view_of(incident: Incident) -> IncidentView:
    return IncidentView(
        id=incident.id,
        rule=incident.rule,
        subject=incident.subject,
        state=incident.state,
        priority=incident.priority.value,
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
    forget_if_over(outcome[0], unit)
    return view_of(outcome[0])
