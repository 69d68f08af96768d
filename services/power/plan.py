"""The shapes of power's part of the site file: feeds, sources, nodes between, the generator. Rows: `rows.py`."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from libs.http import WHOLE, Amount, Body, Id, NotNegative
from services.power.domain.declared import Kind, Renewable
from services.power.domain.nodes import Node, limit_of
from services.power.domain.readings import Quantity

Interval = Annotated[int, Field(ge=1, le=86_400), WHOLE]
Digits = Annotated[int, Field(ge=3, le=12), WHOLE]
Words = Annotated[str, Field(min_length=1, max_length=100)]
Pattern = Annotated[str, Field(min_length=1, max_length=64)]
Amps = Annotated[int, Field(ge=1, le=10_000), WHOLE]
Volts = Annotated[int, Field(ge=100, le=1_000), WHOLE]
Grams = Annotated[int, Field(ge=0, le=10_000), WHOLE]
Percent = Annotated[int, Field(ge=0, le=100), WHOLE]
Positive = Annotated[Amount, Field(gt=0)]
Redundancy = Annotated[str, Field(pattern=r"^([1-9]?N|[1-9]?N\+[1-9])$", examples=["2N", "N+1"])]
"""Against what is needed, which is N."""

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
    renewable_percent: Percent = 0
    """So much of its energy is contracted as renewable."""
    co2_grams_per_kwh: Grams | None = None
    """What its energy emits; none: not known, and then CUE is not either."""

    def node(self) -> Node:
        return Node(self.id, "utility", source=self.incomer)


class NodePlan(Body):
    """What stands between the feeds and the racks, or uses power beside them.

    `from`: the nodes that feed it; a switch (`ats`, `sts`) prefers the first. `breaker_amps`: of each of its three
    phases; none: it carries what comes. `volts` is between phase and neutral. `source`: its own device.
    """

    id: Id
    kind: Literal["ats", "sts", "ups", "board", "pdu", "cooling", "heat_exchanger"]
    from_: Annotated[tuple[Id, ...], Field(alias="from", min_length=1, max_length=8)]
    breaker_amps: Amps | None = None
    volts: Volts = 230
    source: Id | None = None

    def node(self) -> Node:
        limit = limit_of(self.breaker_amps, self.volts) if self.breaker_amps else None
        return Node(self.id, self.kind, self.from_, limit, source=self.source)


class SourcePlan(Body):
    """A meter or device that stands at no rack: incomers, generator, heat exchanger."""

    id: Id
    quantities: Annotated[tuple[Quantity, ...], Field(min_length=1)]
    interval_seconds: Interval = 60
    register_digits: Digits = 9


class GeneratorPlan(Body):
    """The generator behind all feeds; `source` reads its state, fuel and load."""

    id: Id
    source: Id
    nameplate_kw: Positive
    tank_litres: Positive
    fuel_curve: Annotated[dict[Annotated[str, Field(pattern=r"^[1-9][0-9]{0,2}$")], Positive], Field(min_length=2)] = (
        FUEL_CURVE
    )
    co2_grams_per_kwh: Grams | None = None
    autonomy_low_hours: tuple[Annotated[int, Field(ge=1, le=10_000), WHOLE], ...] = (72, 24, 8)

    def node(self) -> Node:
        """A node that carries its nameplate, a third on each phase."""
        return Node(self.id, "generator", limit_kw=self.nameplate_kw / 3, source=self.source)


class ReportPlan(Body):
    """What the yearly report to the European database says of the site and no meter tells.

    Source: Reg. (EU) 2024/1364, annexes I and II. What is left out stays empty in the report.
    """

    name: Words | None = None
    owner: Words | None = None
    owner_contact: Words | None = None
    operator: Words | None = None
    operator_contact: Words | None = None
    location_code: Words | None = None
    """Of the local administrative unit (LAU)."""
    kind: Kind | None = None
    structure: Literal["structure", "group of structures"] = "structure"
    also: Kind | None = None
    """Services that are offered besides."""
    in_service_since: Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}$")] | None = None
    """Year and month."""
    electrical_redundancy_high_voltage: Redundancy | None = None
    electrical_redundancy_low_voltage: Redundancy | None = None
    electrical_redundancy_rack: Redundancy | None = None
    cooling_redundancy_room: Redundancy | None = None
    cooling_redundancy_rack: Redundancy | None = None
    it_power: Literal["installed", "rated"] = "installed"
    """Which power demand `installed_it_kw` is."""
    installed_it_kw: Positive | None = None
    floor_m2: Positive | None = None
    computer_room_m2: Positive | None = None
    grid_functions: Words | None = None
    battery_to_grid_kw: NotNegative | None = None
    wue_category: Literal[1, 2] = 2
    potable_water_percent: Percent = 100
    waste_heat_celsius: Amount | None = None
    intake_setpoint_celsius: Amount | None = None
    refrigerants: Words | None = None
    cooling_degree_days: NotNegative | None = None
    renewable: Renewable = "guarantees_of_origin"
    """Where all renewable energy comes from."""
    server_capacity: NotNegative | None = None
    """Of SERT or another measure, as declared."""
    server_coverage_percent: Percent | None = None
    """Of the floor of the computer room, as of storage."""
    storage_bytes: NotNegative | None = None
    storage_coverage_percent: Percent | None = None
    bandwidth_in_gigabytes: NotNegative | None = None
    """A second, as provisioned."""
    bandwidth_out_gigabytes: NotNegative | None = None
    traffic_in_exabytes: NotNegative | None = None
    traffic_out_exabytes: NotNegative | None = None
