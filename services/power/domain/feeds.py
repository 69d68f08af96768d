"""Feeds: A and B, each live, lost or unknown, as the readings of its incomer say."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Literal

from libs.events import Event, Outcome, Value, replace
from services.power.domain.readings import Reading
from services.power.events import FeedFoundLive, FeedLost, FeedRestored

State = Literal["live", "lost", "unknown"]

USABLE_VOLTAGE = Decimal("0.85")
"""Of nominal: below it, transfer switches leave a feed [K]."""

SAYS: Mapping[str, State] = MappingProxyType({"on": "live", "off": "lost", "fault": "lost"})
"""What an incomer's `state` says of its feed; `test` says nothing."""


class Feed(Value):
    """One feed. `as_of`: the instant of the newest evidence; `lost_at`: since when it is announced as lost.

    A feed whose incomer is silent is unknown, and is not announced as lost or restored: that is not known.
    `renewable_percent`: the share of its energy that is contracted as renewable;
    `co2_grams_per_kwh`: what it emits, None: not known. `load_kw` is 0 while it is lost,
    and None while it is unknown, until it is read.
    """

    id: str
    name: str
    incomer: str
    nominal_volts: int
    renewable_percent: int
    generator: str | None
    since: datetime
    state: State = "unknown"
    as_of: datetime | None = None
    lost_at: datetime | None = None
    load_kw: Decimal | None = None
    co2_grams_per_kwh: int | None = None

    def says(self, reading: Reading) -> State | None:
        """What a reading of the incomer says of the feed, or None where it says nothing."""
        if reading.quantity == "state":
            return SAYS.get(reading.state)
        if reading.quantity == "voltage":
            return "live" if reading.amount >= USABLE_VOLTAGE * self.nominal_volts else "lost"
        return None

    def read(self, reading: Reading) -> Outcome[Feed]:
        """Takes a reading of the incomer: the newest evidence counts; of the same instant, loss counts."""
        if reading.quantity == "power":
            return replace(self, load_kw=reading.amount), ()
        state = self.says(reading)
        if state is None or not self._counts(state, reading.at):
            return self, ()
        return self._becomes(state, reading.at)

    def read_late(self, reading: Reading) -> Outcome[Feed]:
        """Takes a reading of a past of which nothing since is known: a feed that was lost was lost, however late
        that is heard; what it is now, no old reading says."""
        feed, events = self.read(reading)
        if feed is self or self.says(reading) is None:
            return self, ()
        told = tuple(event for event in events if not isinstance(event, FeedFoundLive))
        return replace(feed, state="unknown", since=reading.at, load_kw=None), told

    def silent(self, at: datetime) -> Outcome[Feed]:
        """The incomer fell silent: nothing is known any more."""
        return replace(self, state="unknown", since=at, load_kw=None), ()

    def _counts(self, state: State, at: datetime) -> bool:
        return self.as_of is None or at > self.as_of or (at == self.as_of and state == "lost")

    def _becomes(self, state: State, at: datetime) -> Outcome[Feed]:
        since = self.since if state == self.state else at
        feed = replace(self, state=state, since=since, as_of=at)
        events: list[Event] = []
        if state == "lost" and self.lost_at is None:
            events.append(FeedLost(time=at, feed=self.id, incomer=self.incomer))
            feed = replace(feed, lost_at=at, load_kw=Decimal(0))
        elif state == "live" and self.lost_at is not None:
            events.append(FeedRestored(time=at, feed=self.id, incomer=self.incomer, lost_at=self.lost_at))
            feed = replace(feed, lost_at=None, load_kw=None)
        elif state == "live" and self.state == "unknown":
            events.append(FeedFoundLive(time=at, feed=self.id, incomer=self.incomer))
        return feed, events
