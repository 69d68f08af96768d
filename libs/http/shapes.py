"""The shapes that every API shares: request bodies, answers, ids, times, amounts, pages."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Generic, TypeVar

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
)

from libs.events import rfc3339, to_milliseconds

_TIME = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
_DIGITS = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,12})?")
_LARGEST = 2**63 - 1

T = TypeVar("T")
V = TypeVar("V")

Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]{0,63}$")]
"""An id: `[a-z0-9][a-z0-9._-]{0,63}`."""


def _text_of_time(value: Any) -> Any:
    if not isinstance(value, datetime) and not (isinstance(value, str) and _TIME.fullmatch(value)):
        raise ValueError("a time is text, RFC 3339 with an offset, such as 2026-03-02T09:00:00Z")
    return value


At = Annotated[
    AwareDatetime,
    BeforeValidator(_text_of_time),
    AfterValidator(to_milliseconds),
    PlainSerializer(rfc3339, return_type=str, when_used="json"),
]
"""A moment: RFC 3339 with an offset, kept in UTC to the millisecond."""


def _text_of_amount(value: Any) -> Any:
    if isinstance(value, Decimal):
        return value
    if not isinstance(value, str) or not _DIGITS.fullmatch(value):
        raise ValueError('an amount is a string of at most 18 decimal digits and 12 after the point, such as "12.50"')
    return value


def _whole(value: Any) -> Any:
    if isinstance(value, bool | str) or (isinstance(value, float) and not value.is_integer()):
        raise ValueError("a whole number is needed")
    return value


Count = Annotated[int, BeforeValidator(_whole), Field(ge=-_LARGEST, le=_LARGEST)]
"""A whole number that can be stored: `7` and `7.0`, neither `true` nor `"7"`."""

Amount = Annotated[
    Decimal,
    BeforeValidator(_text_of_amount),
    Field(allow_inf_nan=False),
    PlainSerializer(lambda amount: format(amount, "f"), return_type=str, when_used="json"),
]
"""Money or a metered quantity: a string of decimal digits on the wire, a Decimal here."""


class Body(BaseModel):
    """What a caller sends: unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Answer(BaseModel):
    """What a caller gets."""

    model_config = ConfigDict(frozen=True, populate_by_name=True)


class Listing(Answer, Generic[T]):
    """A page of a list. `next`: the cursor of the page after it, or null."""

    items: list[T]
    next: str | None = None


class Page:
    """What part of a list is asked for: at most `limit`, after the cursor `after`."""

    __slots__ = ("after", "limit")

    def __init__(self, after: str = "", limit: int = 100) -> None:
        self.after, self.limit = after, limit

    def of(self, found: Sequence[T], view: Callable[[T], V], cursor: Callable[[T], str]) -> Listing[Any]:
        """The page of what was found with this `after` and `limit`."""
        items = [view(one) for one in found[: self.limit]]
        full = len(found) >= self.limit and bool(found)
        return Listing(items=items, next=cursor(found[self.limit - 1]) if full else None)


def is_ahead(at: datetime, now: datetime) -> bool:
    """Whether a device's time is more than 5 minutes ahead of the platform's clock."""
    return (at - now).total_seconds() > 300
