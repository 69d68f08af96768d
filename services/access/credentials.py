"""What a reader sends of a credential: the numbers of the card, or its raw bits, or both."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any

from pydantic import AfterValidator, ConfigDict, Field, ValidationError, WithJsonSchema, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError

from libs.events import Refused
from libs.http import WHOLE, Body, Flag
from services.access.domain.badge import badge_id
from services.access.domain.credential import Format, badge_read
from services.access.domain.wiegand import decode

Facility = Annotated[int, Field(ge=0, le=255, description="The card's facility, 8 bits", examples=[75]), WHOLE]
Card = Annotated[int, Field(ge=0, le=65_535, description="The card's number, 16 bits", examples=[10001]), WHOLE]

NUMBERS_OR_BITS = "facility and card are needed, or bits"


def _faulty(faults: Iterable[tuple[str, str]], given: object) -> ValidationError:
    """Every fault with its place, below where it is raised. What is given is shown once, by who reads it."""
    return ValidationError.from_exception_data(
        "Credential",
        [
            InitErrorDetails(
                type=PydanticCustomError("credential", "{why}", {"why": why}), loc=(at,) if at else (), input=given
            )
            for at, why in faults
        ],
    )


def _parities_hold(bits: str) -> str:
    try:
        decode(bits)
    except Refused as refused:
        raise _faulty(refused.faults, bits) from None
    return bits


Bits = Annotated[
    str,
    AfterValidator(_parities_hold),
    WithJsonSchema({"type": "string", "pattern": "^[01]{26}$", "examples": ["10100101100100111000100010"]}),
]
"""The 26 bits, whose parities hold."""


class Credential(Body):
    """What the reader read: 26-bit Wiegand, format H10301. `facility` and `card`, or `bits`; of both, the same card."""

    model_config = ConfigDict(
        json_schema_extra={
            "anyOf": [{"required": ["facility", "card"]}, {"required": ["bits"]}],
            "examples": [{"format": "H10301", "facility": 75, "card": 10001}],
        }
    )

    format: Format
    facility: Facility | None = None
    card: Card | None = None
    bits: Bits | None = None
    """The raw bits in the order of the wire: even parity, facility (8), card (16), odd parity."""
    duress: Flag = False
    """It was shown with the duress code."""

    @model_validator(mode="after")
    def _one_card(self) -> Credential:
        faults = list(self._faults())
        if faults:
            raise _faulty(faults, self.model_dump(mode="json"))
        return self

    def _faults(self) -> Iterable[tuple[str, str]]:
        numbers: dict[str, Any] = {"facility": self.facility, "card": self.card}
        missing = [name for name, value in numbers.items() if value is None]
        if self.bits is None:
            yield from ((name, NUMBERS_OR_BITS) for name in (missing if len(missing) == 1 else ()))
            if len(missing) == 2:
                yield "bits", NUMBERS_OR_BITS
            return
        if len(missing) == 1:
            yield missing[0], "facility and card come together"
        read = dict(zip(numbers, decode(self.bits), strict=True))
        for name, value in numbers.items():
            if value not in (None, read[name]):
                yield name, f"the bits say {name} {read[name]}"

    @property
    def badge(self) -> str:
        """The id of the badge."""
        if self.bits is not None:
            return badge_read(self.format, self.bits)
        return badge_id(self.facility or 0, self.card or 0)
