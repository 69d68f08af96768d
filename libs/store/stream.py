"""A stream that cannot go on: said by an event, so that a person is called rather than left to notice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cache

from libs.events import Event, Topic, Value
from libs.store.letter import REASONS


class Stream(Value):
    """One topic partition that this service reads. `stalled_since` (platform time) None: it flows."""

    id: str
    stalled_since: datetime | None = None
    reason: str = ""


@cache
def stream_topic(service: str) -> Topic:
    return Topic(service, "stream", partitions=1, safety=True)


@cache
def stream_events(service: str) -> tuple[Callable[..., Event], Callable[..., Event]]:
    """The service's `StreamStalled` and `StreamResumed`; `stream` is `topic/partition`."""
    topic = stream_topic(service)

    class StreamStalled(Event, topic=topic, key="stream", keep=REASONS):
        """A partition that the service reads stands still: records are missing, or too many letters wait."""

        stream: str
        reason: str

    class StreamResumed(Event, topic=topic, key="stream"):
        """The partition flows again."""

        stream: str

    return StreamStalled, StreamResumed
