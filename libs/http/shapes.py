"""The shapes that every API shares: request bodies, answers, pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Generic, TypeVar

from pydantic import ConfigDict

from libs.events import Refused
from libs.http.field_docs import Documented

T = TypeVar("T")
V = TypeVar("V")


class Body(Documented):
    """What a caller sends: unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Answer(Documented):
    """What a caller gets."""

    model_config = ConfigDict(frozen=True, populate_by_name=True)


class Listing(Answer, Generic[T]):
    """A page of a list."""

    items: list[T]
    next: str | None = None
    """The cursor of the page after it, or null."""


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


def expect_not_ahead(asked: object, now: datetime) -> None:
    """Raises `Refused` where a device's time (`at`) is more than 5 minutes ahead of the platform's clock."""
    at = getattr(asked, "at", None)
    if at is not None and (at - now).total_seconds() > 300:
        raise Refused("invalid", "more than 5 minutes ahead of the platform's clock", "/at")
