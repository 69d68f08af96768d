"""The site: doors, zones, people with badges and rights, and the check that a caller sends."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from bench.commands.load import Ask
from services.access.answers.checks import CheckAnswer
from services.access.domain.badge import Badge, badge_id
from services.access.domain.check import Reason
from services.access.domain.door import Door
from services.access.domain.person import Kind, Person, Right, Stay
from services.access.domain.schedule import DAYS, Schedule, Window
from services.access.domain.zone import Zone

PATH = "/v1/checks"
DOORS, RIGHTS, PEOPLE = 12, 4, 10_000
"""Each may enter by some of the doors."""
CARDS = 60_000
"""People whose cards have the same facility."""
ALARM = datetime(2026, 3, 2, 12, tzinfo=UTC)
MOVED = 20
"""So many have come through a door after the alarm, which is heard of later."""

GRANTED = CheckAnswer(
    id="0" * 21, decision="granted", reason=Reason.OK, person="p0", zone="zone-0", unlock_seconds=5
)  # fmt: skip
"""What is answered where nothing is decided."""


def card_of(person: int) -> tuple[int, int]:
    """Facility and card of somebody's badge."""
    return 75 + person // CARDS, person % CARDS


def doors_of(person: int) -> list[int]:
    """The doors that somebody may enter by."""
    return [(person + n) % DOORS for n in range(RIGHTS)]


def asked(people: int, hot: bool = False) -> Ask:
    """Everybody in turn, at one of their doors, since nobody is at two at once; `hot`: all at one door."""
    order = [person for person in range(people) if not hot or 0 in doors_of(person)]
    random.Random(7).shuffle(order)
    turns = itertools.cycle(order)

    def ask(chance: random.Random) -> bytes:
        person = next(turns)
        door = 0 if hot else chance.choice(doors_of(person))
        return (
            b'{"door":"door-%d","direction":"in","credential":{"format":"H10301","facility":%d,"card":%d}}'
            % (door, *card_of(person))
        )  # fmt: skip

    return ask


def site(people: int, inside: int) -> Iterator[Any]:
    """Everything that the site's checks and its muster read; `inside`: how many of its people are in a zone."""
    there = [[f"p{person}" for person in range(inside) if person % DOORS == n] for n in range(DOORS)]
    yield Schedule("always", (Window(DAYS, "00:00", "24:00"),))
    yield Zone("street", "Rue", outdoors=True)
    for n in range(DOORS):
        yield Zone(f"zone-{n}", f"Zone {n}", egress=(f"door-{n}",), people=tuple(sorted(there[n])))
        yield Door(f"door-{n}", f"Porte {n}", "street", f"zone-{n}")
    for person in range(people):
        yield _person(person, inside).with_badge(Badge(badge_id(*card_of(person)), *card_of(person)))


def _person(number: int, inside: int) -> Person:
    id = f"p{number}"
    rights = tuple(Right(f"zone-{n}", "always", id=f"{id}.{place}") for place, n in enumerate(doors_of(number), 1))
    person = Person(id, f"Person {number}", "Ville de Paris", Kind.STAFF, rights=rights, rights_given=RIGHTS)
    if number >= inside:
        return person
    since = ALARM + timedelta(seconds=1) if number < MOVED else ALARM - timedelta(hours=1)
    return Person(
        id, person.name, person.employer, person.kind, rights=rights, rights_given=RIGHTS,
        zone=f"zone-{number % DOORS}", since=since, check="0", checked_at=since,
        stays=(Stay(None, ALARM - timedelta(hours=2)),) if number < MOVED else (),
    )  # fmt: skip
