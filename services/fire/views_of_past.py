"""What happened in a zone, as fire shows it: what came and what was told."""

from __future__ import annotations

from typing import Any, Literal

from libs.http import Answer, At
from services.fire.store import Line


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
