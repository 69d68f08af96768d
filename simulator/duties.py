"""Who is on duty when, and where they go: the same for the same person and day, always."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from simulator.building import Building

PARIS = ZoneInfo("Europe/Paris")
SHIFTS = (6, 14, 22)
"""Hours at which those who may enter at any time take over from each other [K]."""
COMES_TODAY = {"staff": 0.9, "contractor": 0.3, "visitor": 0.1}
"""Of those with working hours, on a weekday [K]."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a badge. `base`: where they sit; `rooms`: where their rounds lead.

    `turn`: the place in the rota of those who may enter at any time; None: comes by day.
    """

    id: str
    kind: str
    facility: int
    card: int
    may: Set[str]
    base: str
    rooms: tuple[str, ...]
    turn: int | None


@dataclass(frozen=True, slots=True)
class Move:
    """At that moment the person sets out for a zone."""

    at: datetime
    person: str
    to: str


@dataclass(frozen=True, slots=True)
class Duty:
    """One person's duty: from the way in to the way out."""

    moves: tuple[Move, ...]

    @property
    def begins(self) -> datetime:
        return self.moves[0].at

    @property
    def ends(self) -> datetime:
        return self.moves[-1].at

    def resumed(self, at: datetime) -> Duty:
        """What is still to be played after a stop: the way in, which everything follows from, and all since `at`."""
        return Duty((self.moves[0], *(move for move in self.moves[1:] if move.at > at)))


def people(section: Mapping[str, Any], building: Building, gassed: Set[str]) -> list[Person]:
    """Those of the site file's `access:` who have a badge and somewhere to sit. Nobody sits where gas may come."""
    badges = {badge["person"]: badge for badge in section.get("badges", ())}
    found: list[Person] = []
    turn = 0
    for person in section.get("people", ()):
        rights = [right for right in section.get("rights", ()) if right["person"] == person["id"]]
        may = {right["zone"] for right in rights if not right.get("deny")}
        may -= {right["zone"] for right in rights if right.get("deny")}
        ways = {zone["id"]: building.way(building.outdoors, zone["id"], may) for zone in section["zones"]}
        reached = {zone: way for zone, way in ways.items() if way}
        seats = [zone for zone in reached if zone not in gassed]
        if person["id"] not in badges or not seats:
            continue
        base = max(seats, key=lambda zone: len(reached[zone]))
        on_the_way = {passage.to for passage in reached[base]}
        rooms = tuple(zone for zone in reached if zone not in on_the_way)
        always = not any(right.get("schedule") for right in rights)
        card = badges[person["id"]]
        rota = turn if always else None
        found.append(Person(person["id"], person["kind"], card["facility"], card["card"], may, base, rooms, rota))
        turn += always
    return found


def duties(person: Person, day: date, outdoors: str) -> Iterator[Duty]:
    """What the person does on that day in Paris; nothing when they are off."""
    seed = Random(f"{person.id} {day.isoformat()}")
    hours = _hours(person, day, seed)
    if hours is None:
        return
    midnight = datetime(day.year, day.month, day.day, tzinfo=PARIS)
    begins, ends = ((midnight + timedelta(hours=hour)).astimezone(UTC) for hour in hours)
    moves = [Move(begins, person.id, person.base)]
    clock = begins + timedelta(minutes=seed.uniform(20, 70))
    while person.rooms and clock < ends - timedelta(minutes=60):
        back = clock + timedelta(minutes=seed.uniform(8, 25))
        moves += [Move(clock, person.id, seed.choice(person.rooms)), Move(back, person.id, person.base)]
        clock = back + timedelta(minutes=seed.uniform(60, 160))
    moves.append(Move(ends, person.id, outdoors))
    yield Duty(tuple(moves))


def _hours(person: Person, day: date, seed: Random) -> Sequence[float] | None:
    """From when to when, in hours of that day; shifts take turns day by day, others come on weekdays."""
    if person.turn is not None:
        if (day.toordinal() + person.turn // len(SHIFTS)) % 2:
            return None
        begins = SHIFTS[person.turn % len(SHIFTS)] + seed.uniform(-0.3, -0.05)
        return begins, begins + 8 + seed.uniform(0.3, 0.5)
    if day.weekday() > 4 or seed.random() > COMES_TODAY.get(person.kind, 0.5):
        return None
    begins = seed.uniform(8.1, 9.5)
    return begins, seed.uniform(16.5, 17.8)
