"""The log of administrative acts: every one leaves an entry and an event, in the transaction in which it is done."""

from __future__ import annotations

import secrets
from typing import Any

import msgspec

from services.access.acts.identifiers import new_id
from services.access.domain.act import Act
from services.access.store import AccessUnit


def enter(unit: AccessUnit, kind: str, subject: str, /, *, person: str | None = None, **said: Any) -> None:
    """An act of whoever asks, on `subject`; `person`: whom it concerns, if anybody. `said`: what else it says."""
    text = msgspec.json.encode(said, order="sorted").decode()
    salt = secrets.token_hex(16)
    unit.save(Act.entered(new_id(unit.now), kind, subject, unit.by, unit.now, person, text, salt))
