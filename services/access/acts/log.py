"""The log of administrative acts: every one leaves an entry and an event, in the transaction in which it is done."""

from __future__ import annotations

from typing import Any

from libs import audit
from services.access.events import ActEntered
from services.access.store import AccessUnit


def enter(unit: AccessUnit, kind: str, about: str, /, *, person: str | None = None, **said: Any) -> None:
    """An act of whoever asks; `person`: whom it concerns, if anybody. `said`: what else it says."""
    audit.enter(unit, ActEntered, kind, about, said, person)
