"""What the site file says for the yearly report, and no meter tells."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from libs.events import Value

SITE = "site"

Kind = Literal["enterprise", "colocation", "co-hosting"]
Renewable = Literal["guarantees_of_origin", "power_purchase_agreements", "on_site"]


class Declared(Value):
    """None: not declared. `also`: what a colocation or co-hosting centre offers besides; `it_power`: whether the power
    demand is the installed or the rated one; `…_coverage_percent`: of the floor of the computer room.

    Source: Reg. (EU) 2024/1364, annexes I and II.
    """

    id: str = SITE
    name: str | None = None
    owner: str | None = None
    owner_contact: str | None = None
    operator: str | None = None
    operator_contact: str | None = None
    location_code: str | None = None
    kind: Kind | None = None
    structure: Literal["structure", "group of structures"] = "structure"
    also: Kind | None = None
    in_service_since: str | None = None
    electrical_redundancy_high_voltage: str | None = None
    electrical_redundancy_low_voltage: str | None = None
    electrical_redundancy_rack: str | None = None
    cooling_redundancy_room: str | None = None
    cooling_redundancy_rack: str | None = None
    it_power: Literal["installed", "rated"] = "installed"
    installed_it_kw: Decimal | None = None
    floor_m2: Decimal | None = None
    computer_room_m2: Decimal | None = None
    grid_functions: str | None = None
    battery_to_grid_kw: Decimal | None = None
    wue_category: Literal[1, 2] = 2
    potable_water_percent: int = 100
    waste_heat_celsius: Decimal | None = None
    intake_setpoint_celsius: Decimal | None = None
    refrigerants: str | None = None
    cooling_degree_days: Decimal | None = None
    renewable: Renewable = "guarantees_of_origin"
    server_capacity: Decimal | None = None
    server_coverage_percent: int | None = None
    storage_bytes: Decimal | None = None
    storage_coverage_percent: int | None = None
    bandwidth_in_gigabytes: Decimal | None = None
    bandwidth_out_gigabytes: Decimal | None = None
    traffic_in_exabytes: Decimal | None = None
    traffic_out_exabytes: Decimal | None = None
