"""What callers send to fire. Source: public-face.md, fire."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Annotated, Any, Literal

from fastapi import Path
from pydantic import BeforeValidator, Field, PlainSerializer, WithJsonSchema

from libs.http import WHOLE, At, Body, Id
from services.fire.domain.drill import LONGEST


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

TaskId = Annotated[Id, Path(description="What is to be done again and again", examples=["visite-semestrielle"])]
ZoneId = Annotated[Id, Path(description="An extinguishing zone", examples=["hall-a"])]

Name = Annotated[str, Field(min_length=1, max_length=200)]
Note = Annotated[str, Field(max_length=2000)]

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
    unit: Annotated[str, Field(max_length=20)] | None = None
    """Of `value`, where the panel says it: `%` of `oxygen`, `bar` of `cylinder`; any other is refused."""
    celsius: Annotated[Measured, Field(ge=-60, le=100)] | None = None
    """Of a `cylinder`, when its pressure was measured; default: as the room by design."""
    at: At | None = None
    """When it happened at the device; default now, after all that came before it."""


class SignOff(Body):
    """Who declares the zone fit to enter again, and what they saw."""

    by: Name
    """The person."""
    note: Note = ""
    """What they saw."""


class DrillStart(Body):
    """Who declares an exercise in a zone, and for how long at most."""

    by: Name
    note: Note = ""
    """What is exercised."""
    minutes: Annotated[int, Field(ge=1, le=LONGEST // timedelta(minutes=1)), WHOLE] = 120
    """It ends by itself after so many."""
    at: At | None = None
    """When it begins; default now. No alarm may have stood since."""


class DrillEnd(Body):
    """Who ends it before its time."""

    by: Name
    note: Note = ""
    at: At | None = None
    """When it ended; default now."""


class MaintenanceDone(Body):
    """Who did it."""

    by: Name
    note: Note = ""
    """What was found."""
    at: At | None = None
    """When it was done; default now."""
