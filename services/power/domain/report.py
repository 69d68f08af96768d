"""The yearly report of a data centre to the European database, field by field, by the names and symbols of the law.

Source: Commission Delegated Regulation (EU) 2024/1364, annexes I (the data centre), II (key performance indicators) and
III (sustainability indicators). What is neither metered nor declared is empty, never guessed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal, NamedTuple

from services.power.domain.declared import Declared, Renewable
from services.power.domain.kpis import Kpis
from services.power.domain.readings import to_milli

CUBIC_METRE, PETABYTE = 1_000, 10**15
"""Litres; bytes."""


class Field(NamedTuple):
    """One line. `point`: annex, number and letter, empty where the law asks for no such field; `symbol`: as the law
    has it; `origin`: metered, declared, or missing."""

    point: str
    symbol: str
    field: str
    value: str
    unit: str
    origin: Literal["metered", "declared", "missing"]


HEADER = Field._fields


def report(year: str, declared: Declared, known: Kpis) -> list[Field]:
    """Every field, in the order of the annexes."""
    return [
        Field("", "", "Reporting year", year, "", "declared"),
        *_data_centre(declared),
        *_operation(declared),
        *_energy(declared, known),
        *_renewable(declared, known),
        *_capacity(declared),
        *_traffic(declared),
        *_indicators(known),
    ]


def _data_centre(declared: Declared) -> Iterator[Field]:
    kind = None if declared.kind is None else f"{declared.kind} data centre, {declared.structure}"
    also = None if declared.also is None else f"{declared.also} services"
    yield _said("I.1.a", "", "Data centre name", declared.name)
    yield _said("I.1.b", "", "Owner of the data centre", declared.owner)
    yield _said("I.1.b", "", "Contact details of the owner", declared.owner_contact)
    yield _said("I.1.b", "", "Operator of the data centre", declared.operator)
    yield _said("I.1.b", "", "Contact details of the operator", declared.operator_contact)
    yield _said("I.1.c", "LAU", "Location of the data centre", declared.location_code)
    yield _said("I.1.d", "", "Type of data centre", kind)
    yield _said("I.1.d", "", "Services offered besides", also)
    yield _said("I.1.e", "", "Year and month of entry into operation", declared.in_service_since)


def _operation(declared: Declared) -> Iterator[Field]:
    electrical, cooling = "Electrical infrastructure redundancy level", "Cooling infrastructure redundancy level"
    yield _said("I.2.a", "", f"{electrical} at high voltage level", declared.electrical_redundancy_high_voltage)
    yield _said("I.2.a", "", f"{electrical} at low voltage level (line-up)", declared.electrical_redundancy_low_voltage)
    yield _said("I.2.a", "", f"{electrical} at rack level", declared.electrical_redundancy_rack)
    yield _said("I.2.b", "", f"{cooling} at room level", declared.cooling_redundancy_room)
    yield _said("I.2.b", "", f"{cooling} at rack level", declared.cooling_redundancy_rack)


def _energy(declared: Declared, known: Kpis) -> Iterator[Field]:
    power = f"{declared.it_power.capitalize()} information technology power demand"
    setpoint = "Average setpoint information technology equipment intake air temperature"
    water = None if known.water_litres is None else known.water_litres / CUBIC_METRE
    potable = None if water is None else water * declared.potable_water_percent / 100
    yield _said("II.1.a", "PDIT", power, declared.installed_it_kw, "kW")
    yield _said("II.1.b", "SDC", "Data centre total floor area", declared.floor_m2, "m2")
    yield _said("II.1.c", "SCR", "Data centre computer room floor area", declared.computer_room_m2, "m2")
    yield _read("II.1.d", "EDC", "Total energy consumption", known.total_kwh, "kWh")
    yield _read("II.1.d", "EDC-BG", "Total energy consumption from back-up generators", known.generator_kwh, "kWh")
    it = "Total energy consumption of information technology equipment"
    yield _read("II.1.e", "EIT", it, known.it_kwh, "kWh")
    yield _said("II.1.f", "", "Electrical grid functions", declared.grid_functions)
    yield _said("II.1.g", "CBtG", "Average battery capacity", declared.battery_to_grid_kw, "kW")
    yield _read("II.1.h", "WIN", f"Total water input, WUE category {declared.wue_category}", water, "m3")
    yield _read("II.1.i", "WIN-POT", "Total potable water input", potable, "m3")
    yield _read("II.1.j", "EREUSE", "Waste heat reused", known.heat_kwh, "kWh")
    yield _said("II.1.k", "TWH", "Average waste heat temperature", declared.waste_heat_celsius, "Cel")
    yield _said("II.1.l", "TIN", setpoint, declared.intake_setpoint_celsius, "Cel")
    yield _said("II.1.m", "", "Types of refrigerants", declared.refrigerants)
    yield _said("II.1.n", "CDD", "Cooling degree days", declared.cooling_degree_days, "degree-days")


RENEWABLE: Mapping[Renewable, tuple[str, str, str]] = {
    "guarantees_of_origin": ("II.1.p", "ERES-GOO", "Guarantees of Origin"),
    "power_purchase_agreements": ("II.1.q", "ERES-PPA", "Power Purchasing Agreements"),
    "on_site": ("II.1.r", "ERES-OS", "on-site renewables"),
}


def _renewable(declared: Declared, known: Kpis) -> Iterator[Field]:
    """All of it comes from one origin, as declared."""
    total = "Total renewable energy consumption"
    yield _read("II.1.o", "ERES-TOT", total, known.renewable_kwh, "kWh")
    for origin, (point, symbol, words) in RENEWABLE.items():
        kwh = known.renewable_kwh if declared.renewable == origin else Decimal(0)
        yield _read(point, symbol, f"{total} from {words}", kwh, "kWh")


def _capacity(declared: Declared) -> Iterator[Field]:
    petabytes = None if declared.storage_bytes is None else declared.storage_bytes / PETABYTE
    floor = "of the computer room floor area covered"
    yield _said("II.2.a", "CSERV", "ICT capacity for servers", declared.server_capacity)
    yield _said("II.2.a", "", f"CSERV: part {floor}", declared.server_coverage_percent, "%")
    yield _said("II.2.b", "CSTOR", "ICT capacity for storage equipment", petabytes, "PB")
    yield _said("II.2.b", "", f"CSTOR: part {floor}", declared.storage_coverage_percent, "%")


def _traffic(declared: Declared) -> Iterator[Field]:
    yield _said("II.3.a", "BIN", "Incoming traffic bandwidth", declared.bandwidth_in_gigabytes, "GB/s")
    yield _said("II.3.b", "BOUT", "Outgoing traffic bandwidth", declared.bandwidth_out_gigabytes, "GB/s")
    yield _said("II.3.c", "TIN", "Incoming data traffic", declared.traffic_in_exabytes, "EB")
    yield _said("II.3.d", "TOUT", "Outgoing data traffic", declared.traffic_out_exabytes, "EB")


def _indicators(known: Kpis) -> Iterator[Field]:
    yield _ratio("III.a", "PUE", "Power Usage Effectiveness", known.pue)
    yield _ratio("III.b", "WUE", "Water Usage Effectiveness", known.wue, "m3/MWh")
    yield _ratio("III.c", "ERF", "Energy Reuse Factor", known.erf)
    yield _ratio("III.d", "REF", "Renewable Energy Factor", known.ref)
    yield _ratio("", "", "Completeness of the metered hours", known.completeness)
    yield _ratio("", "", "Estimated part of the metered hours", known.estimated)


def _said(point: str, symbol: str, field: str, value: Decimal | str | int | None, unit: str = "") -> Field:
    shown = "" if value is None else f"{value:f}" if isinstance(value, Decimal) else str(value)
    return Field(point, symbol, field, shown, unit, "declared" if shown else "missing")


def _read(point: str, symbol: str, field: str, value: Decimal | None, unit: str) -> Field:
    return Field(point, symbol, field, "" if value is None else f"{to_milli(value):f}", unit, _origin(value))


def _ratio(point: str, symbol: str, field: str, value: Decimal | None, unit: str = "") -> Field:
    shown = "" if value is None else f"{value.quantize(Decimal('0.0001'), rounding=ROUND_HALF_UP):f}"
    return Field(point, symbol, field, shown, unit, _origin(value))


def _origin(value: Decimal | None) -> Literal["metered", "missing"]:
    return "missing" if value is None else "metered"
