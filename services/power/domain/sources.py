"""Sources: the meters and devices that send readings, and what is known of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Literal

from libs.events import Event, Outcome, Refused
from services.power.domain.demand import Closed, Demand, Sample, by_power, by_register
from services.power.domain.hours import hour_closed
from services.power.domain.readings import REGISTERS, Reading
from services.power.domain.registers import Mark
from services.power.domain.stretches import TEN_MINUTES, Stretch, grow
from services.power.events import DemandClosed, SourceHeard, SourceSilent

Role = Literal["incomer", "rack", "generator", "node", "other"]
Contact = Literal["never_heard", "heard", "silent"]

SILENT_AFTER = 3
"""Intervals without a reading, after which a source is silent. Source: public-face.md, power."""


@dataclass(frozen=True, slots=True)
class Latest:
    """The newest reading of one quantity, as it is shown."""

    value: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Source:
    """One meter or device. `role`: where it stands; an incomer names its feed, a rack's meter feed and rack,
    the device of a node that node.

    `heard_at`: the instant of its newest reading of any quantity; `silent_since`: when it was announced as silent;
    `registers`: the stretches of each.
    """

    id: str
    quantities: tuple[str, ...]
    interval_seconds: int
    register_digits: int
    role: Role = "other"
    feed: str | None = None
    rack: str | None = None
    generator: str | None = None
    node: str | None = None
    contact: Contact = "never_heard"
    heard_at: datetime | None = None
    silent_since: datetime | None = None
    latest: Mapping[str, Latest] = field(default_factory=dict)
    registers: Mapping[str, tuple[Stretch, ...]] = field(default_factory=dict)
    demand: Demand = field(default_factory=Demand)

    def is_newest(self, reading: Reading) -> bool:
        """Whether nothing as new has been read of this quantity: what is late or doubled moves no state."""
        latest = self.latest.get(reading.quantity)
        return latest is None or reading.at > latest.at

    def read(self, reading: Reading, now: datetime) -> Outcome[Source]:
        """Takes one reading; closes the hours and ten minutes that it ends, and the silence.

        Raises `Refused` (invalid) where the source does not measure this (/quantity), or its register cannot
        show it (/value).
        """
        if reading.quantity not in self.quantities:
            measured = ", ".join(self.quantities)
            why = f"{self.id} does not measure {reading.quantity}, but {measured}"
            raise Refused("invalid", why, "/quantity")
        source, heard = self._heard(reading, now)
        source, closed = _measured(source, reading)
        return source, (*heard, *closed)

    def tells_of(self, at: datetime, now: datetime) -> bool:
        """Whether a reading of this instant says something of now: it is not older than three intervals."""
        return at + self._patience > now

    def silent_from(self) -> datetime | None:
        """When the source is silent, should nothing more be heard of it."""
        return None if self.heard_at is None else self.heard_at + self._patience

    @property
    def _patience(self) -> timedelta:
        return timedelta(seconds=SILENT_AFTER * self.interval_seconds)

    def fell_silent(self, at: datetime) -> Outcome[Source]:
        """Three intervals passed without a reading."""
        if self.contact != "heard" or self.heard_at is None:
            return self, ()
        silent = SourceSilent(time=at, source=self.id, heard_at=self.heard_at, feed=self.feed, rack=self.rack)
        return replace(self, contact="silent", silent_since=at), (silent,)

    def _heard(self, reading: Reading, now: datetime) -> Outcome[Source]:
        heard_at = max(self.heard_at or reading.at, reading.at)
        source = replace(self, heard_at=heard_at)
        if self.is_newest(reading):
            latest = {**self.latest, reading.quantity: Latest(reading.value, reading.at)}
            source = replace(source, latest=latest)
        # A past month that is read in does not make a source heard: it says nothing of now.
        if not self.tells_of(reading.at, now):
            return source, ()
        return replace(source, contact="heard", silent_since=None), self._heard_again(reading.at)

    def _heard_again(self, at: datetime) -> tuple[Event, ...]:
        """A reading may be of just before the silence was noticed: a silence does not end before it begins."""
        since = self.silent_since
        if self.contact != "silent" or since is None:
            return ()
        again = max(at, since)
        return (SourceHeard(time=again, source=self.id, silent_since=since, feed=self.feed, rack=self.rack),)


def _measured(source: Source, reading: Reading) -> Outcome[Source]:
    if reading.quantity in REGISTERS:
        return _read_register(source, reading)
    if reading.quantity == "power":
        energy = source.registers.get("energy", ())
        register_read = energy[-1].last.at if energy else None
        demand, closed = by_power(source.demand, Sample(reading.at, reading.amount), register_read)
        return replace(source, demand=demand), _demands(source.id, closed)
    return source, ()


def _read_register(source: Source, reading: Reading) -> Outcome[Source]:
    digits = source.register_digits
    if reading.amount >= Decimal(10) ** digits:
        raise Refused("invalid", f"a register of {digits} digits cannot show {reading.value}", "/value")
    known = source.registers.get(reading.quantity, ())
    grown = grow(known, Mark(reading.at, reading.amount), digits)
    if grown.stretches == known:
        return source, ()
    source = replace(source, registers={**source.registers, reading.quantity: grown.stretches})
    events: list[Event] = [hour_closed(source.id, reading.quantity, span, digits) for span in grown.hours]
    if reading.quantity == "energy":
        read_until = grown.stretches[-1].last.at
        demand, closed = by_register(source.demand, grown.tenths, read_until, digits)
        source = replace(source, demand=demand)
        events += _demands(source.id, closed)
    return source, events


def _demands(source: str, closed: Sequence[Closed]) -> list[Event]:
    return [DemandClosed(time=start + TEN_MINUTES, source=source, from_=start, kw=kw) for start, kw in closed]
