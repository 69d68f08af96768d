"""What callers send to fire. Source: public-face.md, fire."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, PlainSerializer

from libs.http import At, Body, Id


def _number(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise ValueError("a number is needed")
    return value


Measured = Annotated[
    Decimal,
    BeforeValidator(_number),
    Field(allow_inf_nan=False),
    PlainSerializer(float, return_type=float, when_used="json"),
]
"""A JSON number, exact here."""

PanelKind = Literal[
    "alarm", "fault", "restored", "manual_release", "hold_pressed", "hold_released", "abort", "flow", "manual_only",
    "automatic", "disabled", "enabled", "reset", "oxygen", "cylinder", "contact_lost", "contact_restored",
]  # fmt: skip


class PanelSignal(Body):
    """One signal. `device`: a detector of the zone, or `panel`; `value`: % by volume of `oxygen`, bar of `cylinder`."""

    id: Id
    zone: Id
    device: Id
    kind: PanelKind
    value: Measured | None = None
    at: At | None = None


class SignOff(Body):
    """Who declares the zone fit to enter again, and what they saw."""

    by: Annotated[str, Field(min_length=1, max_length=200)]
    note: Annotated[str, Field(max_length=2000)] = ""
