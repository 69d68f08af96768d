"""What callers send to fire. Source: public-face.md, fire."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal

from fastapi import Path
from pydantic import BeforeValidator, Field, PlainSerializer, WithJsonSchema

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
    WithJsonSchema({"type": "number"}),
]
"""A JSON number, exact here."""

ZoneId = Annotated[Id, Path(description="An extinguishing zone", examples=["hall-a"])]

PanelKind = Literal[
    "alarm", "fault", "restored", "manual_release", "hold_pressed", "hold_released", "abort", "flow", "manual_only",
    "automatic", "disabled", "enabled", "reset", "oxygen", "cylinder", "contact_lost", "contact_restored",
]  # fmt: skip


class PanelSignal(Body):
    """One signal of a panel."""

    id: Id
    """Unique within the zone's device."""
    zone: Id
    device: Id
    """A detector of the zone, or `panel`, which sends every kind but `alarm`."""
    kind: PanelKind
    value: Measured | None = None
    """% by volume of `oxygen`, bar of `cylinder`."""
    at: At | None = None
    """When it happened at the device; default now."""


class SignOff(Body):
    """Who declares the zone fit to enter again, and what they saw."""

    by: Annotated[str, Field(min_length=1, max_length=200)]
    """The person."""
    note: Annotated[str, Field(max_length=2000)] = ""
    """What they saw."""
