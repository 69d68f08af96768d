"""Sources: the meters and devices that send readings, and what is known of each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Literal, NamedTuple

from libs.events import Event, Outcome, Refused, Value, field, replace
from services.power.domain.demand import Demand, Passed, Sample, by_power, by_register
from services.power.domain.growing import Grown, grow, restarted
from services.power.domain.hours import MeterHour, hour_of
from services.power.domain.readings import REGISTERS, Reading
from services.power.domain.registers import Exchange, Mark
from services.power.domain.stretches import Stretch
from services.power.events import SourceHeard, SourceSilent

Role = Literal["incomer", "rack", "generator", "node", "other"]
Contact = Literal["never_heard", "heard", "silent"]

SILENT_AFTER = 3
"""Intervals without a reading, after which a source is silent. Source: public-face.md, power."""


class Latest(Value):
    """The newest reading of one quantity, as it is shown."""

    value: str
    at: datetime


class Taken(NamedTuple):
    """The source after a reading, what it made known, and the hours that it closed.

    `means`: the ten minutes that it closed. `within`: it is late: it lies within this stretch of its register, and may
    correct what was estimated there.
    """

    source: Source
    events: tuple[Event, ...] = ()
    hours: tuple[MeterHour, ...] = ()
    means: Passed | None = None
    within: Stretch | None = None


class Source(Value):
    """One meter or device. `role`: where it stands; an incomer names its feed, a rack's meter feed and rack
    and the metered node that it hangs at, the device of a node that node.

    `heard_at`: the instant of its newest reading of any quantity; `silent_since`: when it was announced as silent;
    `registers`: the stretches of each, `exchanges`: where one ended and another began.
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
    exchanges: Mapping[str, tuple[Exchange, ...]] = field(default_factory=dict)
    demand: Demand = field(default_factory=Demand)

    def is_newest(self, reading: Reading) -> bool:
        """Whether nothing as new has been read of this quantity: what is late or doubled moves no state."""
        latest = self.latest.get(reading.quantity)
        return latest is None or reading.at > latest.at

    def read(self, reading: Reading, now: datetime) -> Taken:
        """Takes one reading; closes the hours and ten minutes that it ends, and the silence.

        Raises `Refused` (invalid) where the source does not measure this (/quantity), or its register cannot
        show it (/value).
        """
        if reading.quantity not in self.quantities:
            measured = ", ".join(self.quantities)
            why = f"{self.id} does not measure {reading.quantity}, but {measured}"
            raise Refused("invalid", why, "/quantity")
        source, heard = self._heard(reading, now)
        taken = _measured(source, reading)
        return taken._replace(events=(*heard, *taken.events))

    def exchange(self, quantity: str, one: Exchange) -> Taken:
        """One register ends and another begins: its last reading closes what it ends, the new one's is the next.

        Raises `Refused`: invalid (/quantity, /final, /initial), or conflict (/at) where it was read since.
        """
        if quantity not in self.quantities or quantity not in REGISTERS:
            raise Refused("invalid", f"{self.id} has no register of {quantity}", "/quantity")
        digits, known = self.register_digits, self.registers.get(quantity, ())
        _expect_shown(one.final, digits, "/final")
        _expect_shown(one.initial, digits, "/initial")
        if known and one.at <= known[-1].last.at:
            why = f"the register was read at {known[-1].last.at.isoformat()} since; an exchange is told before that"
            raise Refused("conflict", why, "/at")
        grown = grow(known, Mark(one.at, one.final, one.exact), digits, "/final")
        last = restarted(grown.stretches[-1], one.at, one.initial, digits)
        taken = _grown(self, quantity, replace(grown, stretches=(*grown.stretches[:-1], last)))
        exchanges = {**self.exchanges, quantity: (*self.exchanges.get(quantity, ()), one)}
        return taken._replace(source=replace(taken.source, exchanges=exchanges))

    def last_shown(self, quantity: str) -> Decimal | None:
        """The newest reading of a register."""
        known = self.registers.get(quantity, ())
        return known[-1].last.register if known else None

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
        heard_at, latest = max(self.heard_at or reading.at, reading.at), self.latest
        if self.is_newest(reading):
            latest = {**latest, reading.quantity: Latest(reading.value, reading.at)}
        # A past month that is read in does not make a source heard: it says nothing of now.
        if not self.tells_of(reading.at, now):
            return replace(self, heard_at=heard_at, latest=latest), ()
        heard = replace(self, heard_at=heard_at, latest=latest, contact="heard", silent_since=None)
        return heard, self._heard_again(reading.at)

    def _heard_again(self, at: datetime) -> tuple[Event, ...]:
        """A reading may be of just before the silence was noticed: a silence does not end before it begins."""
        since = self.silent_since
        if self.contact != "silent" or since is None:
            return ()
        again = max(at, since)
        return (SourceHeard(time=again, source=self.id, silent_since=since, feed=self.feed, rack=self.rack),)


def _measured(source: Source, reading: Reading) -> Taken:
    if reading.quantity in REGISTERS:
        return _read_register(source, reading)
    if reading.quantity == "power":
        energy = source.registers.get("energy", ())
        register_read = energy[-1].last.at if energy else None
        means = by_power(source.demand, Sample(reading.at, reading.amount), register_read)
        return Taken(replace(source, demand=means.demand), means=means)
    return Taken(source)


def _read_register(source: Source, reading: Reading) -> Taken:
    _expect_shown(reading.amount, source.register_digits, "/value")
    known = source.registers.get(reading.quantity, ())
    grown = grow(known, Mark(reading.at, reading.amount), source.register_digits)
    if grown.within is not None:
        return Taken(source, within=grown.within)
    return _grown(source, reading.quantity, grown)


def _grown(source: Source, quantity: str, grown: Grown) -> Taken:
    digits, demand, means = source.register_digits, source.demand, None
    exchanges = source.exchanges.get(quantity, ())
    hours = tuple(hour_of(source.id, quantity, span, exchanges, digits) for span in grown.hours)
    events = tuple(hour.closed() for hour in hours)
    if quantity == "energy":
        tenths = [span for span in grown.tenths if not span.holds(exchanges)]
        means = by_register(demand, tenths, grown.stretches[-1].last.at, digits)
        demand = means.demand
    registers = {**source.registers, quantity: grown.stretches}
    return Taken(replace(source, registers=registers, demand=demand), events, hours, means)


def _expect_shown(amount: Decimal, digits: int, at: str) -> None:
    if amount >= Decimal(10) ** digits:
        raise Refused("invalid", f"a register of {digits} digits cannot show {amount:f}", at)
