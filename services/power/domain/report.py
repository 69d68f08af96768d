"""The yearly report of a data centre to the European database, field by field.

Source: Commission Delegated Regulation (EU) 2024/1364, annexes I (the data centre), II (key performance indicators) and
III (sustainability indicators). What is neither metered nor declared is empty, never guessed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal, NamedTuple

from services.power.domain.kpis import Kpis
from services.power.domain.readings import to_milli

SITE = "site"


@dataclass(frozen=True, slots=True)
class Declared:
    """What the site file says of the site and no meter tells; None: not declared."""

    id: str = SITE
    name: str | None = None
    owner: str | None = None
    operator: str | None = None
    in_service_since: str | None = None
    location_code: str | None = None
    kind: str | None = None
    installed_it_kw: Decimal | None = None
    floor_m2: Decimal | None = None
    computer_room_m2: Decimal | None = None
    grid_functions: str | None = None
    battery_to_grid_kw: Decimal | None = None
    waste_heat_celsius: Decimal | None = None
    intake_setpoint_celsius: Decimal | None = None
    refrigerants: str | None = None
    cooling_degree_days: Decimal | None = None
    potable_water_percent: int = 100
    renewable: Literal["guarantees_of_origin", "power_purchase_agreements", "on_site"] = "guarantees_of_origin"
    server_capacity: Decimal | None = None
    storage_bytes: Decimal | None = None
    traffic_in_gbps: Decimal | None = None
    traffic_out_gbps: Decimal | None = None
    traffic_in_eb: Decimal | None = None
    traffic_out_eb: Decimal | None = None


class Field(NamedTuple):
    """One line of the report. `origin`: metered, declared, or missing."""

    annex: str
    field: str
    value: str
    unit: str
    origin: Literal["metered", "declared", "missing"]


HEADER = ("annex", "field", "value", "unit", "origin")


def report(year: str, declared: Declared, known: Kpis) -> list[Field]:
    """Every field, in the order of the annexes."""
    return [*_annex_1(year, declared), *_annex_2(declared, known), *_annex_3(known)]


def _annex_1(year: str, declared: Declared) -> Iterator[Field]:
    yield Field("I", "reporting year", year, "", "declared")
    yield _said("I", "name of the data centre", declared.name)
    yield _said("I", "owner of the data centre", declared.owner)
    yield _said("I", "operator of the data centre", declared.operator)
    yield _said("I", "location (LAU code)", declared.location_code)
    yield _said("I", "type of data centre", declared.kind)
    yield _said("I", "date of entry into operation", declared.in_service_since)


def _annex_2(declared: Declared, known: Kpis) -> Iterator[Field]:
    water = None if known.water_litres is None else known.water_litres / 1000
    yield _said("II", "installed information technology power demand", declared.installed_it_kw, "kW")
    yield _said("II", "data centre total floor area", declared.floor_m2, "m2")
    yield _said("II", "data centre computer room floor area", declared.computer_room_m2, "m2")
    yield _read("II", "total energy consumption", known.total_kwh, "kWh")
    yield _read("II", "total energy consumption of information technology equipment", known.it_kwh, "kWh")
    yield _said("II", "electrical grid functions", declared.grid_functions)
    yield _said("II", "average battery capacity to the grid", declared.battery_to_grid_kw, "kW")
    yield _read("II", "total water input", water, "m3")
    potable = None if water is None else water * declared.potable_water_percent / 100
    yield _read("II", "total potable water input", potable, "m3")
    yield _read("II", "waste heat reused", known.heat_kwh, "kWh")
    yield _said("II", "average waste heat temperature", declared.waste_heat_celsius, "Cel")
    setpoint = "average setpoint information technology equipment intake air temperature"
    yield _said("II", setpoint, declared.intake_setpoint_celsius, "Cel")
    yield _said("II", "types of refrigerants used", declared.refrigerants)
    yield _said("II", "cooling degree days", declared.cooling_degree_days, "degree-days")
    yield _read("II", "total renewable energy consumption", known.renewable_kwh, "kWh")
    for origin, words in RENEWABLE.items():
        kwh = known.renewable_kwh if declared.renewable == origin else Decimal(0)
        yield _read("II", f"total renewable energy consumption from {words}", kwh, "kWh")
    yield _said("II", "information and communication technology capacity for servers", declared.server_capacity)
    storage = "information and communication technology capacity for storage equipment"
    petabytes = None if declared.storage_bytes is None else declared.storage_bytes / 10**15
    yield _said("II", storage, petabytes, "PB")
    yield _said("II", "incoming traffic bandwidth", declared.traffic_in_gbps, "Gbit/s")
    yield _said("II", "outgoing traffic bandwidth", declared.traffic_out_gbps, "Gbit/s")
    yield _said("II", "incoming data traffic", declared.traffic_in_eb, "EB")
    yield _said("II", "outgoing data traffic", declared.traffic_out_eb, "EB")


RENEWABLE = {
    "guarantees_of_origin": "guarantees of origin",
    "power_purchase_agreements": "power purchasing agreements",
    "on_site": "on-site renewables",
}


def _annex_3(known: Kpis) -> Iterator[Field]:
    yield _ratio("power usage effectiveness (PUE)", known.pue)
    yield _ratio("water usage effectiveness (WUE)", known.wue, "L/kWh")
    yield _ratio("energy reuse factor (ERF)", known.erf)
    yield _ratio("renewable energy factor (REF)", known.ref)
    yield _ratio("completeness of the metered hours", known.completeness)
    yield _ratio("estimated part of the metered hours", known.estimated)


def _said(annex: str, field: str, value: Decimal | str | None, unit: str = "") -> Field:
    shown = f"{value:f}" if isinstance(value, Decimal) else value or ""
    return Field(annex, field, shown, unit, "declared" if shown else "missing")


def _read(annex: str, field: str, value: Decimal | None, unit: str) -> Field:
    return Field(annex, field, "" if value is None else f"{to_milli(value):f}", unit, _origin(value))


def _ratio(field: str, value: Decimal | None, unit: str = "") -> Field:
    shown = "" if value is None else f"{value.quantize(Decimal('0.0001'), rounding=ROUND_HALF_UP):f}"
    return Field("III", field, shown, unit, _origin(value))


def _origin(value: Decimal | None) -> Literal["metered", "missing"]:
    return "missing" if value is None else "metered"
