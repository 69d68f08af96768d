"""Rows of racks in the site file: one line is twenty racks, their meters and their distribution units."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Field

from libs.http import WHOLE, Body, Flag, Id
from services.power.domain.nodes import Node, limit_of
from services.power.domain.racks import Rack, Supply
from services.power.domain.readings import Quantity
from services.power.domain.sources import Source
from services.power.plan import Amps, Digits, Interval, Pattern, Volts


class PduPlan(Body):
    """The distribution units of a row, one a feed: `{from: "ups-{feed}", breaker_amps: 125}`.

    `id` and `from` are patterns. `metered`: each has a meter named like itself, of the row's quantities.
    """

    id: Pattern = "pdu-{row}-{feed}"
    from_: Annotated[Pattern, Field(alias="from")]
    breaker_amps: Amps
    volts: Volts = 230
    metered: Flag = False


class RowPlan(Body):
    """A row of equal racks, in one line of the site file: `{row: a, count: 20, breaker_amps: 32, feeds: [a, b]}`.

    Racks are numbered from `first`, with two digits. `rack` and `source` say how they and their meters are named.
    `volts` is between phase and neutral.
    """

    row: Id
    count: Annotated[int, Field(ge=1, le=99), WHOLE]
    first: Annotated[int, Field(ge=1, le=99), WHOLE] = 1
    breaker_amps: Amps
    volts: Volts = 230
    phases: Literal[1, 3] = 1
    feeds: Annotated[tuple[Id, ...], Field(min_length=1, max_length=4)]
    zone: Id | None = None
    """The zone that it stands in, as access and fire name it; none: not told to others."""
    pdu: PduPlan | None = None
    """None: the racks hang at the feeds themselves."""
    rack: Pattern = "{row}{number}"
    source: Pattern = "{rack}-{feed}"
    quantities: Annotated[tuple[Quantity, ...], Field(min_length=1)] = ("energy", "power")
    interval_seconds: Interval = 60
    register_digits: Digits = 9

    @property
    def breaker_kw(self) -> Decimal:
        """What each feed's breaker is rated for, all phases together."""
        return Decimal(self.breaker_amps * self.volts * self.phases) / 1000

    def racks(self) -> Iterator[Rack]:
        """The racks of the row. Those of one phase take the three phases in turn."""
        for number in range(self.first, self.first + self.count):
            id = self.rack.replace("{row}", self.row).replace("{number}", f"{number:02}")
            supplies = tuple(Supply(feed, self._meter(id, feed), self._at(feed)) for feed in self.feeds)
            phase = (number - self.first) % 3 + 1 if self.phases == 1 else 0
            yield Rack(id, self.row, self.breaker_kw, supplies, phase, zone=self.zone)

    def pdus(self) -> Iterator[Node]:
        """The distribution units of the row: one a feed."""
        if self.pdu is not None:
            limit = limit_of(self.pdu.breaker_amps, self.pdu.volts)
            for feed in self.feeds:
                id = self._at(feed)
                input = self._named(self.pdu.from_, feed)
                metered = self.pdu.metered and "energy" in self.quantities
                meters = self.count if metered else 0
                yield Node(id, "pdu", (input,), limit, source=id if self.pdu.metered else None, meters=meters)

    def sources(self) -> Iterator[Source]:
        """The meters of the row: one a rack and feed, and one a distribution unit."""
        for rack in self.racks():
            for supply in rack.supplies:
                at = supply.node if self.pdu is not None and self.pdu.metered else None
                yield self._source(supply.source, role="rack", feed=supply.feed, rack=rack.id, node=at)
        for pdu in self.pdus():
            if pdu.source is not None:
                yield self._source(pdu.source, role="node", node=pdu.id)

    def _source(self, id: str, **place: Any) -> Source:
        return Source(id, self.quantities, self.interval_seconds, self.register_digits, **place)

    def _at(self, feed: str) -> str:
        """The node at which the racks hang for a feed."""
        return feed if self.pdu is None else self._named(self.pdu.id, feed)

    def _meter(self, rack: str, feed: str) -> str:
        return self._named(self.source.replace("{rack}", rack), feed)

    def _named(self, pattern: str, feed: str) -> str:
        return pattern.replace("{row}", self.row).replace("{feed}", feed)
