"""What happened in a zone, as fire shows it: what came and was told, and what people did."""

from __future__ import annotations

import json
from typing import Any, Literal

from libs.audit import Act
from libs.http import Answer, At
from services.fire.store import Line


class ActView(Answer):
    """What a person did."""

    id: str
    kind: str
    zone: str
    by: str
    """Whose token it was."""
    at: At
    said: dict[str, Any]
    """Name, time and note, and what belongs to them."""
    sealed: str
    """SHA-256 of the salt, a line's end, and `said` as it was entered."""

    @classmethod
    def of(cls, act: Act) -> ActView:
        said = json.loads(act.said or "{}")
        return cls(id=act.id, kind=act.kind, zone=act.about, by=act.by, at=act.at, said=said, sealed=act.sealed)


class LineView(Answer):
    """A line of the timeline."""

    at: At
    """When it happened."""
    received_at: At
    """When the platform entered it."""
    what: Literal["signal", "event"]
    name: str
    """The signal's kind, or the event's type."""
    data: dict[str, Any]
    """What it said."""

    @classmethod
    def of(cls, line: Line) -> LineView:
        return cls(at=line.at, received_at=line.received_at, what=line.what, name=line.name, data=line.data)
