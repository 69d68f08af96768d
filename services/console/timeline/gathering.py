"""Which events belong to an incident's timeline: all about the same things, from before it opened to after its end."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from libs.events import split_type
from libs.events.services import SERVICES
from libs.store import Between, Has
from services.console.domain.incident import Incident
from services.console.domain.seen import Seen
from services.console.store import ConsoleUnit

AROUND = timedelta(minutes=15)
"""Before an incident opened and after it ended: what led to it, and what was put right [D]."""
MOST = 2_000
"""Entries of one timeline; what is after them is in the stream."""
REGISTRATIONS = frozenset(
    f"fr.chapelle.{fact}"
    for fact in ("access.zone-registered", "fire.zone-registered", "power.feed-registered", "power.rack-registered")
)
"""That a site file was loaded names everything on the site, and is nothing that happened there."""


class Gathered(NamedTuple):
    """In true order. `whole`: nothing was left out."""

    events: list[Seen]
    begin: datetime
    end: datetime
    whole: bool


def gather(incident: Incident, unit: ConsoleUnit) -> Gathered:
    """All that the console has received so far."""
    begin = incident.opened_at - AROUND
    end = (incident.over.at if incident.over else unit.now) + AROUND
    found: dict[str, Seen] = {}
    whole = True
    for thing in sorted(things(incident)):
        happened = _happened(unit, thing, begin, end)
        whole = whole and len(happened) <= MOST
        found |= {seen.id: seen for seen in happened}
    events = sorted(found.values(), key=in_true_order)
    return Gathered(events[:MOST], begin, end, whole and len(events) <= MOST)


def _happened(unit: ConsoleUnit, thing: str, begin: datetime, end: datetime) -> list[Seen]:
    """To one thing, registrations apart; more than MOST where there are more."""
    happened: list[Seen] = []
    after = ""
    while len(happened) <= MOST:
        page = unit.seen.page(after, MOST + 1, about=Has(thing), at=Between(begin, end))
        happened += (seen for seen in page if split_type(seen.type)[0] not in REGISTRATIONS)
        if len(page) <= MOST:
            break
        after = page[-1].id
    return happened


def things(incident: Incident) -> set[str]:
    """What it is about. A rule that gathers a whole service is about its members."""
    subjects = {cause.subject for cause in incident.events} | {incident.id, incident.subject}
    return subjects - set(SERVICES)


def in_true_order(seen: Seen) -> tuple[datetime, datetime, int]:
    """By event time; of one instant, as they were received."""
    return seen.at, seen.received_at or seen.at, seen.position
