"""The console's event stream, read as far as it goes."""

from __future__ import annotations

import json
from collections.abc import Iterator

import httpx

from simulator.stories.speaking import Json, Speaking, StoryStoppedError


def head(speaking: Speaking) -> int:
    """The position of the newest event."""
    *_, beat = _messages(speaking, {"type": "none-of-this-name"})
    return int(beat["position"])


def events_after(speaking: Speaking, position: int) -> list[Json]:
    """Every event after a position, so far, in the order in which the console saw them."""
    *events, _ = _messages(speaking, {"after": str(position)})
    return events


def _messages(speaking: Speaking, query: dict[str, str]) -> Iterator[Json]:
    """Each event's JSON, and last the beat that says that nothing more is known."""
    url, headers = speaking.url("console", "/v1/events"), speaking.headers("ops")
    try:
        with httpx.stream("GET", url, params=query, headers=headers, timeout=30.0, trust_env=False) as stream:
            if not stream.is_success:
                raise StoryStoppedError(f"console does not stream its events: {stream.status_code}")
            kind = "message"
            for line in stream.iter_lines():
                field, _, value = line.partition(": ")
                if field == "event":
                    kind = value
                elif field == "data":
                    said: Json = json.loads(value)
                    if kind != "beat" or said["behind"] == 0:
                        yield said
                    if kind == "beat" and said["behind"] == 0:
                        return
                elif not line:
                    kind = "message"
    except httpx.TransportError as fault:
        raise StoryStoppedError(f"console does not answer: {fault}") from fault
    raise StoryStoppedError("console ended its stream of events")
