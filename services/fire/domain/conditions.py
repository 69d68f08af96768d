"""The conditions that stand beside every state: a table of which signal begins or ends each, and what is told.

A condition of the panel as a whole, or of one device; nothing is told where it already was so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from libs.events import Event, Value
from services.fire import events
from services.fire.domain.vocabulary import Condition, Kind

Tell = Callable[[datetime, str, str], Event]
"""(when, zone, device) → the fact."""


def _of_device(fact: Callable[..., Event]) -> Tell:
    return lambda at, zone, device: fact(time=at, zone=zone, device=device)


def _of_panel(fact: Callable[..., Event]) -> Tell:
    return lambda at, zone, _: fact(time=at, zone=zone)


class Turn(Value):
    """One line of the table, in every state the same: a signal begins (`holds`) or ends a condition."""

    on: Kind
    condition: Condition
    holds: bool
    fact: str
    tell: Tell


TURNS = (
    Turn(Kind.MANUAL_ONLY, Condition.MANUAL_ONLY, True, "manual-only-set", _of_panel(events.ManualOnlySet)),
    Turn(Kind.AUTOMATIC, Condition.MANUAL_ONLY, False, "manual-only-cleared", _of_panel(events.ManualOnlyCleared)),
    Turn(Kind.DISABLED, Condition.DISABLED, True, "disabled", _of_device(events.Disabled)),
    Turn(Kind.ENABLED, Condition.DISABLED, False, "enabled", _of_device(events.Enabled)),
    Turn(Kind.FAULT, Condition.FAULT, True, "fault", _of_device(events.Fault)),
    Turn(Kind.RESTORED, Condition.FAULT, False, "fault-restored", _of_device(events.FaultRestored)),
    Turn(Kind.CONTACT_LOST, Condition.CONTACT_LOST, True, "contact-lost", _of_device(events.ContactLost)),
    Turn(Kind.CONTACT_RESTORED, Condition.CONTACT_LOST, False, "contact-restored", _of_device(events.ContactRestored)),
)
"""Any other word of a device ends its CONTACT_LOST too: whoever speaks is heard."""

BY_KIND = {turn.on: turn for turn in TURNS}
_BY_TURN = {(turn.condition, turn.holds): turn for turn in TURNS}


def told(condition: Condition, holds: bool, at: datetime, zone: str, device: str) -> Event:
    """The fact that a condition of a device began, or ended."""
    return _BY_TURN[condition, holds].tell(at, zone, device)


def rows() -> Iterator[str]:
    """The table as the documentation shows it."""
    yield "| signal | in every state | told |"
    yield "|---|---|---|"
    for turn in TURNS:
        yield f"| `{turn.on.value}` | {turn.condition.value} {'begins' if turn.holds else 'ends'} | `{turn.fact}` |"
