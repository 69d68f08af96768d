"""Stretches: the unbroken parts of what is known of one register, and the spans within that close."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta

from libs.events import Value, replace
from services.power.domain.registers import FIVE_MINUTES, TEN_MINUTES, Exchange, Mark

HOUR = timedelta(hours=1)
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


class Stretch(Value):
    """One unbroken part, from the reading `first` to the reading `last`.

    `opened`: the register at the first full hour within; `hour`: at the latest, where the open hour begins;
    `opening`, `fives`: at the full five minutes before `opened`, and since `hour`.
    """

    first: Mark
    last: Mark
    opened: Mark | None = None
    hour: Mark | None = None
    opening: tuple[Mark, ...] = ()
    fives: tuple[Mark, ...] = ()

    @property
    def newest(self) -> tuple[Mark, ...]:
        """The register at the full five minutes since the open hour began, or since the first reading."""
        return (self.hour, *self.fives) if self.hour else self.opening

    @property
    def tenth(self) -> Mark | None:
        """The register where the open ten minutes begin, if it is measured."""
        begin = floor(self.last.at, TEN_MINUTES)
        return next((mark for mark in reversed(self.newest) if mark.at == begin and mark.measured), None)

    def marked(self, marks: Sequence[Mark]) -> Stretch:
        """With the register at so many five minutes more, none of which is a full hour."""
        if not marks:
            return self
        if self.opened is None:
            return replace(self, opening=(*self.opening, *marks))
        return replace(self, fives=(*self.fives, *marks))


class Span(Value):
    """A closed hour or ten minutes: the register at both ends, and at the full five minutes within (`fives`).

    Without them, where both ends of an hour lie between the same readings, so do these.
    """

    start: Mark
    end: Mark
    fives: tuple[Mark, ...] = ()

    @classmethod
    def hour(cls, start: Mark, fives: tuple[Mark, ...], end: Mark) -> Span:
        """Leaves out what its ends say as well."""
        alike = start.between is not None and start.between == end.between
        return cls(start, end, () if alike else fives)

    @classmethod
    def ten_minutes(cls, start: Mark, end: Mark, marks: Iterable[Mark]) -> Span:
        """With the one of these that lies in its middle."""
        middle = start.at + FIVE_MINUTES
        return cls(start, end, tuple(mark for mark in marks if mark.at == middle)[-1:])

    def holds(self, exchanges: Iterable[Exchange]) -> bool:
        """Whether another register began within."""
        return any(self.start.at < one.at < self.end.at for one in exchanges)


def floor(moment: datetime, step: timedelta) -> datetime:
    """The latest full hour, or ten minutes, or five, at or before a moment (UTC)."""
    return moment - (moment - _EPOCH) % step


def full_fives(after: datetime, until: datetime) -> Iterator[datetime]:
    """The full five minutes in `after < instant <= until`."""
    instant = floor(after, FIVE_MINUTES) + FIVE_MINUTES
    while instant <= until:
        yield instant
        instant += FIVE_MINUTES
