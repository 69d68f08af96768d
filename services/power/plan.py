"""The shapes of power's part of the site file: feeds, sources, rows of racks, the generator."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from libs.http import WHOLE, Amount, Body, Id
from services.power.domain.racks import Rack, Supply
from services.power.domain.readings import Quantity
from services.power.domain.sources import Source

Interval = Annotated[int, Field(ge=1, le=86_400), WHOLE]
Digits = Annotated[int, Field(ge=3, le=12), WHOLE]
Words = Annotated[str, Field(min_length=1, max_length=100)]
Pattern = Annotated[str, Field(min_length=1, max_length=64)]
Positive = Annotated[Amount, Field(gt=0)]

FUEL_CURVE: dict[str, Decimal] = {
    "25": Decimal("81.8"),
    "50": Decimal("137.8"),
    "75": Decimal("197.2"),
    "100": Decimal("269.1"),
}
"""Litres an hour at percent of nameplate, a set of 1000 kW. Source: domain.md, Power [R]."""


class FeedPlan(Body):
    """A feed."""

    id: Id
    name: Words
    incomer: Id
    """The source that meters it where it comes in."""
    nominal_volts: Annotated[int, Field(ge=100, le=100_000), WHOLE] = 400
    renewable_percent: Annotated[int, Field(ge=0, le=100), WHOLE] = 0
    """So much of its energy is contracted as renewable."""


class SourcePlan(Body):
    """A meter or device that stands at no rack: incomers, generator, heat exchanger."""

    id: Id
    quantities: Annotated[tuple[Quantity, ...], Field(min_length=1)]
    interval_seconds: Interval = 60
    register_digits: Digits = 9


class RowPlan(Body):
    """A row of equal racks, in one line of the site file: `{row: a, count: 20, breaker_amps: 32, feeds: [a, b]}`.

    Racks are numbered from `first`, with two digits. `rack` and `source` say how they and their meters are named.
    `volts` is between phase and neutral.
    """

    row: Id
    count: Annotated[int, Field(ge=1, le=99), WHOLE]
    first: Annotated[int, Field(ge=1, le=99), WHOLE] = 1
    breaker_amps: Annotated[int, Field(ge=1, le=1_000), WHOLE]
    volts: Annotated[int, Field(ge=100, le=1_000), WHOLE] = 230
    phases: Literal[1, 3] = 1
    feeds: Annotated[tuple[Id, ...], Field(min_length=1, max_length=4)]
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
        """The racks of the row."""
        for number in range(self.first, self.first + self.count):
            id = self.rack.replace("{row}", self.row).replace("{number}", f"{number:02}")
            supplies = tuple(Supply(feed, self._meter(id, feed)) for feed in self.feeds)
            yield Rack(id, self.row, self.breaker_kw, supplies)

    def sources(self) -> Iterator[Source]:
        """The meters of the row: one a rack and feed."""
        for rack in self.racks():
            for supply in rack.supplies:
                yield Source(
                    id=supply.source,
                    quantities=self.quantities,
                    interval_seconds=self.interval_seconds,
                    register_digits=self.register_digits,
                    role="rack",
                    feed=supply.feed,
                    rack=rack.id,
                )

    def _meter(self, rack: str, feed: str) -> str:
        return self.source.replace("{row}", self.row).replace("{rack}", rack).replace("{feed}", feed)


class GeneratorPlan(Body):
    """The generator behind all feeds; `source` reads its state, fuel and load."""

    id: Id
    source: Id
    nameplate_kw: Positive
    tank_litres: Positive
    fuel_curve: Annotated[dict[Annotated[str, Field(pattern=r"^[1-9][0-9]{0,2}$")], Positive], Field(min_length=2)] = (
        FUEL_CURVE
    )
    autonomy_low_hours: tuple[Annotated[int, Field(ge=1, le=10_000), WHOLE], ...] = (72, 24, 8)
