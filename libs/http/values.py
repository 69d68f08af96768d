"""The values that every API shares: ids, times, amounts, numbers. Each says in the OpenAPI what it takes."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BeforeValidator,
    Field,
    PlainSerializer,
    StrictBool,
    StringConstraints,
    WithJsonSchema,
)

from libs.events import rfc3339, to_milliseconds

_TIME = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_DIGITS = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,12})?")
_ASKED = re.compile(r"-?[0-9]{1,18}")
_LARGEST = 2**63 - 1

Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]{0,63}$")]
"""An id: `[a-z0-9][a-z0-9._-]{0,63}`."""

Flag = StrictBool
"""`true` or `false`, no word or number for it."""

Period = Annotated[str, StringConstraints(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$"), Field(examples=["2026-01"])]
"""A calendar month in Europe/Paris, such as `2026-01`."""


def _text_of_time(value: Any) -> Any:
    if not isinstance(value, datetime) and not (isinstance(value, str) and _TIME.fullmatch(value)):
        raise ValueError("a time is text, RFC 3339 with an offset, such as 2026-03-02T09:00:00Z")
    return value


At = Annotated[
    AwareDatetime,
    BeforeValidator(_text_of_time),
    AfterValidator(to_milliseconds),
    PlainSerializer(rfc3339, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "format": "date-time", "examples": ["2026-03-02T09:00:00Z"]}),
]
"""A moment: RFC 3339 with an offset, kept in UTC to the millisecond."""


def _text_of_day(value: Any) -> Any:
    if type(value) is not date and not (isinstance(value, str) and _DAY.fullmatch(value)):
        raise ValueError("a day is text such as 2026-01-31")
    return value


Day = Annotated[date, BeforeValidator(_text_of_day)]
"""A calendar day in Europe/Paris, such as `2026-01-31`."""


def _text_of_amount(value: Any) -> Any:
    if isinstance(value, Decimal):
        return value
    if not isinstance(value, str) or not _DIGITS.fullmatch(value):
        raise ValueError('an amount is a string of at most 18 decimal digits and 12 after the point, such as "12.50"')
    return value


Amount = Annotated[
    Decimal,
    BeforeValidator(_text_of_amount),
    Field(allow_inf_nan=False),
    PlainSerializer(lambda amount: format(amount, "f"), return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "pattern": f"^{_DIGITS.pattern}$", "examples": ["12.50"]}, mode="validation"),
    WithJsonSchema({"type": "string", "pattern": r"^-?[0-9]+(\.[0-9]+)?$"}, mode="serialization"),
]
"""Money or a metered quantity: a string of decimal digits on the wire, a Decimal here."""

NotNegative = Annotated[
    Amount,
    Field(ge=0),
    WithJsonSchema({"type": "string", "pattern": f"^{_DIGITS.pattern[2:]}$", "examples": ["12.50"]}, mode="validation"),
]
"""An amount that is never below 0."""

Ratio = Annotated[Decimal, PlainSerializer(float, return_type=float, when_used="json")]
"""A ratio: a JSON number on the wire, a Decimal here."""


def _whole(value: Any) -> Any:
    if type(value) is int:
        return value
    if isinstance(value, bool | str) or (isinstance(value, float) and not value.is_integer()):
        raise ValueError("a whole number without quotes is needed")
    return value


WHOLE = BeforeValidator(_whole)
"""Of a whole number in JSON: `7` and `7.0`, neither `true` nor `"7"`. Named after the bounds, so that they are told."""

Count = Annotated[int, Field(ge=-_LARGEST, le=_LARGEST), WHOLE]
"""A whole number that can be stored."""


def _asked(value: Any) -> Any:
    if isinstance(value, str) and not _ASKED.fullmatch(value):
        raise ValueError("a whole number is needed")
    return value


ASKED = BeforeValidator(_asked)
"""Of a whole number in a path or query: decimal digits, nothing else. Named after the bounds."""
