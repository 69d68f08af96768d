"""A console without a database: one unit over an empty store hears a whole story, as the worker would."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from libs.events import Envelope, Event, Outcome
from libs.store import Store
from libs.store.finds import Wanted
from services.console.domain.incident import Incident
from services.console.store import ConsoleUnit
from services.console.watching import keep

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)

FIELDS: dict[str, Callable[[str], dict[str, object]]] = {
    "power.feed-lost": lambda feed: {"feed": feed, "incomer": f"utility-{feed}"},
    "power.feed-restored": lambda feed: {"feed": feed, "incomer": f"utility-{feed}"},
    "power.feed-found-live": lambda feed: {"feed": feed, "incomer": f"utility-{feed}"},
    "power.feed-registered": lambda feed: {"feed": feed, "incomer": f"utility-{feed}"},
    "power.source-silent": lambda source: {"source": source},
    "power.generator-started": lambda generator: {"generator": generator},
    "power.generator-failed-to-start": lambda generator: {"generator": generator},
    "power.generator-retransferred": lambda generator: {"generator": generator},
    "power.generator-stopped": lambda generator: {"generator": generator},
    "storage.parked": lambda pool: {"pool": pool},
    "storage.unparked": lambda pool: {"pool": pool},
    "storage.pool-state-changed": lambda pool: {"pool": pool},
}
"""What the facts of these stories carry besides what the story says."""


class NoDatabase(Store[ConsoleUnit]):
    """A store in which nothing is stored yet."""

    def __init__(self) -> None:
        self.service = "console"

    def generation(self) -> str:
        return ""

    def find(self, *_: object, **__: object) -> list[dict[str, object]]:
        return []

    def find_each(self, wanted: Sequence[Wanted], *_: object, **__: object) -> list[list[dict[str, object]]]:
        return [[] for _ in wanted]


class Desk:
    """What the console knows, fact by fact."""

    def __init__(self) -> None:
        self.unit = ConsoleUnit(NoDatabase(), NOW)
        self.heard = 0

    def hears(self, clock: str, name: str, subject: str, /, **data: object) -> None:
        """`name`: `power.feed-lost`; `clock`: event time on the day of the story."""
        carried = FIELDS[name](subject) if name in FIELDS else {}
        self.hears_bytes(name, json.dumps(carried | data).encode(), subject, clock)

    def hears_bytes(self, name: str, data: bytes, subject: str = "thing", clock: str = "12:00:00") -> None:
        """The same, of data that may be anything."""
        service, fact = name.split(".")
        self.heard += 1
        envelope = Envelope(
            id=f"e{self.heard}",
            source=f"/chapelle/{service}",
            type=f"fr.chapelle.{service}.{fact}.v1",
            subject=subject,
            time=at(clock),
            sequence=self.heard,
            topic=f"chapelle.{service}.thing.v1",
            partition=0,
            data=data,
        )
        keep(envelope, self.unit)

    def decides(self, outcome: Outcome[Incident]) -> None:
        """A person's word, as the api keeps it."""
        self.unit.save(outcome)

    def incident(self, rule: str, subject: str) -> Incident:
        """The newest incident of a rule and subject."""
        return [i for i in self.unit.incidents.where(rule=rule) if i.subject == subject][-1]

    def sees(self) -> list[tuple[str, str, str, str]]:
        """(rule, subject, priority, state) of each incident, in the order in which they opened."""
        return [(i.rule, i.subject, i.priority.value, i.state) for i in self.unit.incidents.where()]

    @property
    def told(self) -> list[Event]:
        """The console's own facts."""
        return [raised.event for raised in self.unit.raised]


def at(clock: str) -> datetime:
    hour, minute, second = (int(part) for part in clock.split(":"))
    return NOW.replace(hour=hour, minute=minute, second=second)
