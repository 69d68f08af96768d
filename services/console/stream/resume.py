"""Where a stream begins."""

from __future__ import annotations

from libs.events import Refused


def resume_at(last_event_id: str | None, after: int | None, head: int) -> int:
    """The position after which a stream begins.

    `Last-Event-ID` wins over `?after=`: a browser that comes back asks the same address again, and knows
    better by then. With neither, the stream begins at the first event. Raises `Refused`: invalid when it is
    no position, conflict when it lies beyond `head`, the newest: its number is of other data, and would hide
    what is new here.
    """
    if last_event_id is not None and last_event_id.strip():
        text = last_event_id.strip()
        if not (text.isascii() and text.isdigit() and len(text) <= 15):
            raise Refused("invalid", f"Last-Event-ID {text[:40]!r} is no position", "/headers/last-event-id")
        position, at = int(text), "/headers/last-event-id"
    else:
        position, at = after or 0, "/query/after"
    if position > head:
        raise Refused("conflict", f"position {position} is beyond the newest, {head}: it is of other data", at)
    return position
