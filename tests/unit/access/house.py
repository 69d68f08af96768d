"""A small site in memory, on which the stories of these tests are told: time first, then what happens."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from libs.events import Event
from libs.store import Store
from libs.store.collection import Document
from libs.store.finds import Wanted
from services.access.acts.checks import check_badge
from services.access.acts.doors import HELD_OPEN, Signal, hear_door, held_open_is_due
from services.access.acts.offline import decided_offline
from services.access.acts.visits import VISIT_OVER, visit_hours_over
from services.access.domain.check import Check
from services.access.domain.door import Door
from services.access.domain.passage import Direction
from services.access.domain.person import Person
from services.access.domain.zone import Zone
from services.access.site import Section, load
from services.access.store import AccessUnit

BADGES = {"nadia": 1, "omar": 2, "karim": 3, "vera": 4}

SITE: dict[str, Any] = {
    "zones": [
        {"id": "street", "name": "Rue", "outdoors": True},
        {"id": "lobby", "name": "Accueil"},
        {"id": "hall-a", "name": "Salle A", "egress": ["hall-door", "entrance"]},
        {"id": "vault", "name": "Coffre"},
    ],
    "doors": [
        {"id": "entrance", "name": "Entrée", "from": "street", "to": "lobby"},
        {"id": "hall-door", "name": "Porte de la salle A", "from": "lobby", "to": "hall-a"},
        {"id": "vault-door", "name": "Porte du coffre", "from": "hall-a", "to": "vault"},
    ],
    "schedules": [{"id": "office", "weekly": [{"days": ["mon", "tue"], "from": "08:00", "to": "19:00"}]}],
    "people": [
        {"id": "nadia", "name": "N.", "employer": "Ville de Paris", "kind": "staff"},
        {"id": "omar", "name": "O.", "employer": "Ville de Paris", "kind": "staff"},
        {"id": "karim", "name": "K.", "employer": "Froid SA", "kind": "contractor"},
        {"id": "vera", "name": "V.", "employer": "Eau de Paris", "kind": "visitor"},
    ],
    "badges": [{"person": person, "facility": 75, "card": card} for person, card in BADGES.items()],
    "rights": [{"person": person, "zone": zone} for person in ("nadia", "omar") for zone in ("lobby", "hall-a")],
}


def time(text: str) -> datetime:
    """`09:00:05` on Monday 2 March 2026, or `2026-03-03 09:00:05`; UTC."""
    return datetime.fromisoformat(text if "-" in text else f"2026-03-02 {text}").replace(tzinfo=UTC)


class NothingStored(Store[AccessUnit]):
    """A database in which nothing is: all that a story knows is in its one unit."""

    def __init__(self) -> None:
        self.service = "access"

    def find_each(self, wanted: Sequence[Wanted], *_: object, **__: object) -> list[list[Document]]:
        return [[] for _ in wanted]

    def find(self, *_: Any, **__: Any) -> list[Document]:
        return []

    def ids(self, *_: Any) -> list[str]:
        return []


class House:
    """The site with its people outside, at 08:00."""

    def __init__(self, site: dict[str, Any] | None = None) -> None:
        self.unit = AccessUnit(NothingStored(), time("08:00:00"))
        load(Section.model_validate(site or SITE), self.unit)
        self.unit.raised.clear()

    def now(self, at: str) -> AccessUnit:
        """The unit, with the platform's clock at this time."""
        self.unit.now = time(at)
        return self.unit

    # -- what happens

    def check(self, at: str, door: str, direction: str, who: str, duress: bool = False) -> Check:
        badge = f"75-{BADGES.get(who, 999)}"
        return check_badge(
            self.now(at), door=door, direction=Direction(direction), badge=badge, at=time(at), duress=duress
        )

    def badge(self, at: str, door: str, direction: str, who: str, duress: bool = False) -> str:
        """Shows somebody's badge; the reason that is told."""
        return self.check(at, door, direction, who, duress).reason.value

    def signal(self, at: str, door: str, kind: str) -> None:
        hear_door(self.now(at), door=door, kind=Signal(kind), at=time(at))

    def offline(self, at: str, door: str, direction: str, who: str, granted: bool = True) -> None:
        """A door decides on somebody's badge by its list."""
        decided_offline(
            self.unit, door=door, direction=Direction(direction), badge=f"75-{BADGES.get(who, 999)}", granted=granted,
            at=time(at), duress=False,
        )  # fmt: skip

    def enter(self, at: str, door: str, who: str) -> None:
        """Somebody badges in and goes through, all within one second."""
        assert self.badge(at, door, "in", who).startswith("ok")
        self.signal(at, door, "opened")

    def wait(self, until: str) -> None:
        """Time passes: what is due comes."""
        self.now(until)
        timers = self.unit.values(AccessUnit.due_timers)
        for timer in sorted((timer for timer in timers if timer.due <= time(until)), key=lambda t: t.due):
            self.unit.remove(timer)
            if timer.name == HELD_OPEN:
                held_open_is_due(self.unit, timer.key, timer.due)
            elif timer.name == VISIT_OVER:
                visit_hours_over(self.unit, timer.key)

    # -- how things stand

    def person(self, id: str) -> Person:
        return self.unit.people.need(id)

    def zone(self, id: str) -> Zone:
        return self.unit.zones.need(id)

    def door(self, id: str) -> Door:
        return self.unit.doors.need(id)

    def told(self, *facts: str) -> list[str]:
        """What was told since the last time: `09:00:05 person-entered nadia zone=lobby …`; only `facts`, if named.

        Acts are told where they are named.
        """
        lines = [line(raised.event) for raised in self.unit.raised]
        self.unit.raised.clear()
        return [said for said in lines if (said.split()[1] in facts if facts else " act-entered " not in said)]


def line(event: Event) -> str:
    fields = {name: value for name, value in vars(event).items() if name not in ("time", event.key_field)}
    fields = {name: value for name, value in fields.items() if name not in ("offline", "drill") or value}
    said = " ".join(f"{name}={_short(value)}" for name, value in fields.items())
    return f"{event.time:%H:%M:%S} {event.type.split('.')[3]} {event.key} {said}".strip()


def _short(value: object) -> str:
    if isinstance(value, datetime):
        return f"{value:%H:%M:%S}"
    if isinstance(value, str) or not isinstance(value, Iterable):
        return str(value)
    if isinstance(value, dict):
        return ";".join(f"{key}:{_short(inner)}" for key, inner in value.items())
    return ",".join(map(str, value))
