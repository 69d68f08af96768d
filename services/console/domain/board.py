"""The cards of the overview: what each service last said, read at once. Unknown stays unknown."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Literal

from libs.events import Value, field, replace

REFUSALS_SHOWN = 10


FeedState = Literal["live", "lost", "unknown"]
GeneratorState = Literal["started", "failed", "retransferred", "stopped"]


class FeedCard(Value):
    """A feed, metered by the source `incomer`. `since`: event time of its state."""

    id: str
    incomer: str
    state: FeedState
    since: datetime


class Feeds(Value):
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


class Generator(Value):
    """The backup generator as it was last told, None what never was. `autonomy_hours`: at `low_at`, while low."""

    id: str
    state: GeneratorState | None = None
    since: datetime | None = None
    autonomy_hours: int | None = None
    low_at: datetime | None = None


class PoolCard(Value):
    """A pool. `used_ratio`: of usable bytes, 0..1; None before the first sample. `since`: of its state.

    `drill`: it is parked in an exercise.
    """

    id: str
    state: str
    since: datetime
    used_ratio: float | None = None
    parked: bool = False
    drill: bool = False


class Refusal(Value):
    """A badge that was denied. `at`: when it was shown; `drill`: for a fire that is an exercise."""

    at: datetime
    door: str
    zone: str
    person: str | None
    reason: str
    drill: bool = False


def _place(refusal: Refusal) -> tuple[datetime, str, str, str]:
    """Of one instant too, whatever the order in which they are told."""
    return refusal.at, refusal.door, refusal.person or "", refusal.reason


class Refusals(Value):
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


class Issued(Value):
    """An invoice (380) or a credit note (381) as issued. `gross`: euros, VAT included, positive."""

    number: str
    type: Literal["380", "381"]
    tenant: str
    gross: Decimal


class Invoicing(Value):
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


class Heard(Value):
    """A service's newest fact: `at` its event time, `received_at` when the console applied it."""

    at: datetime
    received_at: datetime
    events: int


class Sources(Value):
    """Which services were heard, and how far behind them the console was at the last fact."""

    id: str = "all"
    heard: Mapping[str, Heard] = field(default_factory=dict)

    def and_also(self, service: str, at: datetime, received_at: datetime) -> Sources:
        known = self.heard.get(service)
        newest = max(at, known.at) if known else at
        count = known.events + 1 if known else 1
        return replace(self, heard={**self.heard, service: Heard(newest, received_at, count)})
