"""Dated figures that a person enters: a price index, the rate of the European Central Bank."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from libs.events import Outcome, Refused, Value
from services.billing.events import IndexEntered


class Index(Value):
    """In force from `on` until the next one of its name. id: `<name>.<on>`. `source`: where the person read it."""

    id: str
    name: str
    on: date
    value: Decimal
    source: str

    @classmethod
    def of(cls, name: str, on: date, value: Decimal, source: str) -> Index:
        return cls(f"{name}.{on.isoformat()}", name, on, value, source)


def enter(index: Index, known: Index | None, at: datetime) -> Outcome[Index]:
    """A figure is entered; the same again is no event.

    Raises Refused (conflict) for another value of the day: what was reckoned with stays explained.
    """
    if known is not None and known.value == index.value:
        return known, ()
    if known is not None:
        raise Refused("conflict", f"{index.name} of {index.on} is {known.value} already", "/value")
    told = IndexEntered(
        time=at, index=index.id, name=index.name, on=index.on, value=index.value, source_text=index.source
    )
    return index, (told,)


def in_force(indices: Iterable[Index], on: date) -> Index | None:
    """The last one entered for that day or before."""
    return max((index for index in indices if index.on <= on), key=lambda index: index.on, default=None)
