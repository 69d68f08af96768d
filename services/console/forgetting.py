"""What a service lets go of, the console forgets: copies, at their positions; and what people said of incidents."""

from __future__ import annotations

from typing import Any

from libs.events import Envelope
from libs.store import Between, Timer, record_expired
from services.console.domain.expired import Expired, Gone
from services.console.domain.incident import Incident
from services.console.domain.rules import Fact
from services.console.events import WORDS
from services.console.store import ConsoleUnit

COPIES = "expired-copies"
"""The timer of what is still to be forgotten of a type; its key is the type."""
WORDS_OVER = "words-over"
"""The timer of an incident that is over; its key is the incident."""
SOME = 500
"""Copies in one unit."""


def expired(unit: ConsoleUnit) -> Expired:
    return unit.expired.get("all") or Expired()


def hear_expiry(fact: Fact, envelope: Envelope, unit: ConsoleUnit) -> None:
    """Copies that are here are forgotten by the timer, a page at a time; one that comes later is kept forgotten."""
    told: Any = record_expired(fact.service)
    event = told.decode(envelope.data, envelope.time)
    unit.put(expired(unit).and_also(Gone(event.event_type, event.before)))
    unit.timers.start(COPIES, event.event_type, unit.now)


def forget_copies(timer: Timer, unit: ConsoleUnit) -> None:
    """A page of what has expired of a type; the timer starts again until there is none."""
    before = expired(unit).before(timer.key)
    page = unit.seen.page(limit=SOME, type=timer.key, at=Between(None, before)) if before else []
    for seen in page:
        unit.put(seen.expired())
    if len(page) == SOME:
        unit.timers.start(COPIES, timer.key, unit.now)


def forget_words_later(incident: Incident, unit: ConsoleUnit) -> None:
    """Of an incident that is over."""
    if incident.over is not None:
        unit.timers.start(WORDS_OVER, incident.id, incident.over.at + WORDS)


def forget_words(timer: Timer, unit: ConsoleUnit) -> None:
    unit.put(unit.incidents.need(timer.key).forgotten())
