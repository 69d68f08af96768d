"""The cards of the overview: what each service last said, read at once. Unknown stays unknown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import Literal

REFUSALS_SHOWN = 10


@dataclass(frozen=True, slots=True)
class ZoneCard:
    """A zone as access and fire tell it. `count`, `fire`: None until they are told. `since`: event time of
    `fire`.

    `troubles`: for each condition the devices that say so; `heard`: whether the panel ever spoke of this
    zone.
    """

    id: str
    name: str = ""
    count: int | None = None
    fire: str | None = None
    since: datetime | None = None
    heard: bool = False
    troubles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def occupied(self, count: int) -> ZoneCard:
        """How many are inside; who they are is the desk's to ask access for."""
        return replace(self, count=count)

    def registered_by_fire(self, name: str, at: datetime) -> ZoneCard:
        """Fire knows this zone: quiescent, and not heard yet."""
        return replace(self, name=self.name or name, fire=self.fire or "QUIESCENT", since=self.since or at)

    def told_by_fire(self, fact: str, device: str, at: datetime) -> ZoneCard:
        """The zone after one of fire's facts: a state, or a condition beside it. `device`: or task, or panel."""
        zone = replace(self, heard=self.heard or fact not in NOT_THE_PANELS)
        if fact in FIRE_STATES:
            zone = replace(zone, fire=FIRE_STATES[fact], since=at)
        for table, say in ((CONDITION_BEGINS, True), (CONDITION_ENDS, False)):
            if fact in table:
                condition = table[fact]
                others = {d for d in zone.troubles.get(condition, ()) if d != device}
                devices = tuple(sorted(others | ({device} if say else set())))
                zone = replace(zone, troubles={**zone.troubles, condition: devices})
        return zone

    @property
    def drill(self) -> bool:
        """An exercise goes on there."""
        return bool(self.troubles.get("DRILL"))

    @property
    def conditions(self) -> tuple[str, ...]:
        """In the order in which they are shown. A zone of which the panel never spoke is without contact."""
        lost = {"CONTACT_LOST"} if self.fire is not None and not self.heard else set()
        stands = {condition for condition, devices in self.troubles.items() if devices} | lost
        return tuple(condition for condition in CONDITIONS if condition in stands)


CONDITIONS = (
    "DRILL", "CONTACT_LOST", "OCCUPIED_ABOVE_NOAEL", "OXYGEN_EVACUATE", "OXYGEN_ALARM", "MANUAL_ONLY", "DISABLED",
    "FAULT", "CYLINDER_LEAK", "MAINTENANCE_DUE",
)  # fmt: skip
NOT_THE_PANELS = ("drill-started", "drill-ended", "maintenance-due", "maintenance-done")
"""Facts of a zone that say nothing of whether its panel is heard."""
FIRE_STATES: Mapping[str, str] = {
    "pre-activated": "PRE_ACTIVATED",
    "activated": "ACTIVATED",
    "released": "RELEASED",
    "ventilating": "VENTILATING",
    "returned-to-quiescent": "QUIESCENT",
}
CONDITION_BEGINS: Mapping[str, str] = {
    "contact-lost": "CONTACT_LOST",
    "manual-only-set": "MANUAL_ONLY",
    "disabled": "DISABLED",
    "fault": "FAULT",
    "occupied-above-noael": "OCCUPIED_ABOVE_NOAEL",
    "oxygen-alarm": "OXYGEN_ALARM",
    "oxygen-evacuate": "OXYGEN_EVACUATE",
    "cylinder-leak": "CYLINDER_LEAK",
    "maintenance-due": "MAINTENANCE_DUE",
    "drill-started": "DRILL",
}
CONDITION_ENDS: Mapping[str, str] = {
    "contact-restored": "CONTACT_LOST",
    "manual-only-cleared": "MANUAL_ONLY",
    "enabled": "DISABLED",
    "fault-restored": "FAULT",
    "occupied-above-noael-ended": "OCCUPIED_ABOVE_NOAEL",
    "oxygen-alarm-ended": "OXYGEN_ALARM",
    "oxygen-evacuate-ended": "OXYGEN_EVACUATE",
    "cylinder-leak-ended": "CYLINDER_LEAK",
    "maintenance-done": "MAINTENANCE_DUE",
    "drill-ended": "DRILL",
}


FeedState = Literal["live", "lost", "unknown"]


@dataclass(frozen=True, slots=True)
class FeedCard:
    """A feed, metered by the source `incomer`. `since`: event time of its state."""

    id: str
    incomer: str
    state: FeedState
    since: datetime


@dataclass(frozen=True, slots=True)
class Feeds:
    """All feeds of the site in one document: they are few, and each meter's silence is held against all."""

    id: str = "all"
    cards: Mapping[str, FeedCard] = field(default_factory=dict)

    def registered(self, feed: str, incomer: str, at: datetime) -> Feeds:
        """A feed is unknown until it is heard."""
        known = self.cards.get(feed)
        return self._with(replace(known, incomer=incomer) if known else FeedCard(feed, incomer, "unknown", at))

    def told(self, feed: str, incomer: str, state: FeedState, at: datetime) -> Feeds:
        return self._with(FeedCard(feed, incomer, state, at))

    def silent(self, source: str, at: datetime) -> Feeds:
        """A live feed whose incomer is silent is unknown; one that was lost stays so until it is told restored."""
        for card in self.cards.values():
            if card.incomer == source and card.state == "live":
                return self._with(replace(card, state="unknown", since=at))
        return self

    def _with(self, card: FeedCard) -> Feeds:
        return replace(self, cards={**self.cards, card.id: card})


@dataclass(frozen=True, slots=True)
class Generator:
    """The backup generator as it was last told, None what never was. `autonomy_hours`: at `low_at`, while low."""

    id: str
    state: Literal["started", "failed"] | None = None
    since: datetime | None = None
    autonomy_hours: int | None = None
    low_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PoolCard:
    """A pool. `used_ratio`: of usable bytes, 0..1; None before the first sample. `since`: of its state."""

    id: str
    state: str
    since: datetime
    used_ratio: float | None = None
    parked: bool = False


@dataclass(frozen=True, slots=True)
class Refusal:
    """A badge that was denied. `at`: when it was shown."""

    at: datetime
    door: str
    zone: str
    person: str | None
    reason: str


def _place(refusal: Refusal) -> tuple[datetime, str, str, str]:
    """Of one instant too, whatever the order in which they are told."""
    return refusal.at, refusal.door, refusal.person or "", refusal.reason


@dataclass(frozen=True, slots=True)
class Refusals:
    """The newest refusals by event time, newest first. Those from before `expired` are forgotten, however late they
    come."""

    id: str = "last"
    refused: tuple[Refusal, ...] = ()
    expired: datetime | None = None

    def and_also(self, refusal: Refusal) -> Refusals:
        if self.expired is not None and refusal.at < self.expired:
            return self
        newest = sorted((*self.refused, refusal), key=_place, reverse=True)
        return replace(self, refused=tuple(newest[:REFUSALS_SHOWN]))

    def without(self, before: datetime) -> Refusals:
        """Refusals from before then have expired."""
        expired = max(before, self.expired or before)
        return replace(self, refused=tuple(one for one in self.refused if one.at >= expired), expired=expired)


@dataclass(frozen=True, slots=True)
class Issued:
    """An invoice (380) or a credit note (381) as issued. `gross`: euros, VAT included, positive."""

    number: str
    type: Literal["380", "381"]
    tenant: str
    gross: Decimal


@dataclass(frozen=True, slots=True)
class Invoicing:
    """All that was issued in one calendar month, Europe/Paris, by number. `id`: that month, `2026-02`."""

    id: str
    issued: tuple[Issued, ...] = ()

    def and_also(self, document: Issued) -> Invoicing:
        others = [known for known in self.issued if known.number != document.number]
        return replace(self, issued=tuple(sorted([*others, document], key=lambda known: known.number)))

    @property
    def total(self) -> Decimal:
        """Euros, VAT included: invoices less credit notes."""
        return sum((d.gross if d.type == "380" else -d.gross for d in self.issued), Decimal(0))


@dataclass(frozen=True, slots=True)
class Heard:
    """A service's newest fact: `at` its event time, `received_at` when the console applied it."""

    at: datetime
    received_at: datetime
    events: int


@dataclass(frozen=True, slots=True)
class Sources:
    """Which services were heard, and how far behind them the console was at the last fact."""

    id: str = "all"
    heard: Mapping[str, Heard] = field(default_factory=dict)

    def and_also(self, service: str, at: datetime, received_at: datetime) -> Sources:
        known = self.heard.get(service)
        newest = max(at, known.at) if known else at
        count = known.events + 1 if known else 1
        return replace(self, heard={**self.heard, service: Heard(newest, received_at, count)})
