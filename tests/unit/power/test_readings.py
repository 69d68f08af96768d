"""Readings come in the one unit of their quantity; every fault is named with its place."""

from __future__ import annotations

from decimal import Decimal

import pytest

from libs.events import Refused
from services.power.domain.readings import Reading, to_reading
from tests.unit.power.stories import at


@pytest.mark.parametrize(
    ("quantity", "value", "unit", "amount"),
    [
        ("energy", "123456.789", "kWh", "123456.789"),
        ("voltage", 401.5, "V", "401.5"),
        ("charge", 100, "%", "100"),
        ("temperature", "-3.5", "Cel", "-3.5"),
        ("runtime", 1800, "s", "1800"),
        ("runtime", 12.5, "min", "750"),
        ("water", "17.5", "L", "17.5"),
    ],
)
def test_amounts(quantity: str, value: str | float, unit: str, amount: str) -> None:
    read = to_reading("m1", quantity, value, unit, at("10:00"))
    assert read == Reading("m1", quantity, at("10:00"), Decimal(amount))


@pytest.mark.parametrize("unit", ["", None])
def test_a_state_has_no_unit(unit: str | None) -> None:
    assert to_reading("m1", "state", "off", unit, at("10:00")).state == "off"


@pytest.mark.parametrize(
    ("quantity", "value", "unit", "faults"),
    [
        ("energy", "12a", "Wh", {"/unit": "has the unit kWh, not Wh", "/value": "no decimal number"}),
        ("energy", 12.5, "kWh", {"/value": "a string of decimal digits"}),
        ("energy", "NaN", "kWh", {"/value": "no decimal number"}),
        ("energy", "-1", "kWh", {"/value": "never below 0"}),
        ("fuel", "1e3", "L", {"/value": "no decimal number"}),
        ("fuel", "1_000", "L", {"/value": "no decimal number"}),
        ("fuel", "1" * 16, "L", {"/value": "no decimal number below 10^15"}),
        ("charge", "101", "%", {"/value": "at most 100 %"}),
        ("state", "burning", "V", {"/unit": "has the unit none, not V", "/value": "no state: on, off, test, fault"}),
        ("runtime", 3, "h", {"/unit": "has the unit s, not h"}),
        ("energy", "12O.5", "kWh", {"/value": "no decimal number"}),
        ("power", "3", None, {"/unit": "has the unit kW, not none"}),
    ],
)
def test_all_faults_at_once(quantity: str, value: str | float, unit: str | None, faults: dict[str, str]) -> None:
    with pytest.raises(Refused) as refused:
        to_reading("m1", quantity, value, unit, at("10:00"))
    found = dict(refused.value.faults)
    assert found.keys() == faults.keys()
    assert all(why in found[place] for place, why in faults.items())
