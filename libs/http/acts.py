"""What people did, as every service shows it that keeps acts."""

from __future__ import annotations

import json
from typing import Any

from libs.audit import Act
from libs.http.shapes import Answer
from libs.http.values import At


class ActAnswer(Answer):
    """An act."""

    id: str
    kind: str
    """Such as `badge-lent`."""
    about: str
    """The id of what it was done to; empty once that has been erased."""
    person: str | None
    """Whom it concerns, if anybody."""
    by: str
    """Whose token it was."""
    at: At
    said: dict[str, Any] | None
    """What it said; null once that has been erased."""
    sealed: str
    """SHA-256 of the salt, a line's end, and what it said as it was entered; its event has it too."""

    @classmethod
    def of(cls, act: Act) -> ActAnswer:
        return cls(
            id=act.id, kind=act.kind, about=act.about, person=act.person, by=act.by, at=act.at,
            said=None if act.said is None else json.loads(act.said), sealed=act.sealed,
        )  # fmt: skip
