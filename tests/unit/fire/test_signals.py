"""What makes a panel signal well-formed; what is not is refused with every reason."""

from __future__ import annotations

from decimal import Decimal

import pytest
from pydantic import ValidationError

from libs.events import Refused
from services.fire.bodies import PanelSignal
from services.fire.domain.signal import Signal, check
from services.fire.domain.vocabulary import Kind
from tests.unit.fire.hall import HALL, Story, at


def refusal(device: str, kind: str, value: str | None = None) -> tuple[tuple[str, str], ...]:
    with pytest.raises(Refused) as refused:
        Story().say(0, device, kind, value)
    assert refused.value.kind == "invalid"
    return refused.value.faults


def test_the_panel_sends_no_alarm_and_a_stranger_nothing() -> None:
    assert refusal("panel", "alarm") == (("/device", "an alarm names the detector that raised it, not the panel"),)
    assert refusal("smoke-9", "alarm") == (
        ("/device", "zone hall-a has no device smoke-9; it has panel, smoke-1, smoke-2, heat-1"),
    )


def test_readings_have_values_that_can_be() -> None:
    assert refusal("panel", "oxygen") == (("/value", "oxygen needs a value in % by volume"),)
    assert refusal("panel", "cylinder") == (("/value", "cylinder needs a value in bar"),)
    assert refusal("panel", "oxygen", "100.1") == (("/value", "more than 100 % of oxygen"),)
    assert refusal("smoke-9", "oxygen", "-1") == (
        ("/device", "zone hall-a has no device smoke-9; it has panel, smoke-1, smoke-2, heat-1"),
        ("/value", "a value below 0"),
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "sign_off"},
        {"value": "20.9"},
        {"value": True},
        {"value": float("nan")},
        {"zone": "Hall A"},
        {"at": "2026-03-02T09:00:00"},
        {"colour": "red"},
    ],
)
def test_what_no_panel_sends(wrong: dict[str, object]) -> None:
    good = {"id": "s1", "zone": "hall-a", "device": "panel", "kind": "oxygen", "value": 20.9}
    assert str(PanelSignal.model_validate(good).value) == "20.9"
    with pytest.raises(ValidationError):
        PanelSignal.model_validate({**good, **wrong})


def test_a_letter_of_a_signal_is_read_again() -> None:
    sent = PanelSignal.model_validate(
        {"id": "s1", "zone": "hall-a", "device": "panel", "kind": "cylinder", "value": 287.5,
         "at": "2026-03-02T10:00:00+01:00"}
    )  # fmt: skip
    assert PanelSignal.model_validate_json(sent.model_dump_json()) == sent


def test_values_in_another_unit_are_refused_with_every_reason() -> None:
    assert refusal("panel", "oxygen", "0.209") == (
        ("/value", "0.209 % of oxygen cannot be; oxygen is in % by volume, not a ratio"),
    )
    assert refusal("panel", "cylinder", "4350") == (
        ("/value", "4350 bar cannot be; a cylinder's pressure is in bar, not kPa or psi"),
    )
    with pytest.raises(Refused) as refused:
        check(Signal("s1", "panel", Kind.FLOW, at(0), unit="bar", celsius=Decimal(20)), "hall-a", HALL)
    assert refused.value.faults == (
        ("/unit", "flow is in no unit, not bar"),
        ("/celsius", "a temperature belongs to cylinder, not to flow"),
    )
    check(Signal("s1", "panel", Kind.OXYGEN, at(0), Decimal("20.9"), unit="%"), "hall-a", HALL)
