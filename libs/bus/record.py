"""The source's record: `GET /v1/record`, asked for what a topic does not hold (any more)."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import httpx
import msgspec

from libs.events import Envelope, Value, service_of
from libs.events.trace import next_hop

S = TypeVar("S")

NEAR = 50


class RecordAway(Exception):
    """The source cannot be asked now; nothing may be concluded from that."""


class NeverGiven(Exception):
    """The source has not given this number: whatever bears it is no event of its."""

    def __init__(self, sequence: int, last: int) -> None:
        super().__init__(f"sequence {sequence} was never given: its source is at {last}")
        self.sequence = sequence


class Recorded(Value):
    """One event as `/v1/record` gives it; `data` is the JSON itself, kept as the very same bytes."""

    id: str
    type: str
    subject: str
    time: datetime
    sequence: int
    data: msgspec.Raw
    traceparent: str = ""
    hop: str = ""


class Answer(Value):
    """`GET /v1/record`. `last`: the highest sequence that the partition was given."""

    items: list[Recorded]
    last: int


class Last(Value):
    topic: str
    partition: int
    last: int


class Lasts(Value):
    """`GET /v1/record/last`."""

    items: list[Last]


class Gone(Value):
    """All events of a type from before then have expired."""

    type: str
    before: datetime


class Expiries(Value):
    """`GET /v1/record/expired`."""

    items: list[Gone]


class Record:
    """Reads other services' records by HTTP."""

    _near: Mapping[tuple[str, int, int], Envelope] = {}

    def __init__(self, url: Callable[[str], str], token_file: Path, trust: ssl.SSLContext | bool = True) -> None:
        """`trust`: whose certificates are believed (`Settings.trust`)."""
        self.url, self.token_file = url, token_file
        self.http = httpx.Client(timeout=5.0, verify=trust)

    def events(
        self, topic: str, partition: int, first: int, limit: int = 500, traceparent: str = ""
    ) -> tuple[list[Envelope], int]:
        """Events from sequence `first` on, in order, and the partition's last sequence. Raises `RecordAway`.

        `traceparent`: of the event that made us ask; the question belongs to its trace.
        """
        query = {"topic": topic, "partition": partition, "from": first, "limit": limit}
        answer = self._get(topic, "/v1/record", query, Answer, traceparent)
        return [_envelope(one, topic, partition) for one in answer.items], answer.last

    def event(self, topic: str, partition: int, sequence: int, traceparent: str = "") -> Envelope | None:
        """The event with this number, if the record holds it. Raises `NeverGiven` or `RecordAway`.

        Those after it are kept, because who doubts one record of a batch often doubts the next.
        """
        place = topic, partition, sequence
        if place not in self._near:
            found, last = self.events(topic, partition, sequence, NEAR, traceparent)
            if sequence > last:  # what the broker holds was numbered before it was read, so one look is enough
                raise NeverGiven(sequence, last)
            self._near = {(topic, partition, one.sequence): one for one in found}
        return self._near.get(place)

    def lasts(self, service: str) -> dict[tuple[str, int], int]:
        """The last sequence of each partition of a service. Raises `RecordAway`."""
        answer = self._get(f"chapelle.{service}.any.v1", "/v1/record/last", {}, Lasts)
        return {(one.topic, one.partition): one.last for one in answer.items}

    def expired(self, service: str) -> dict[str, datetime]:
        """From before when events of each type of a service have expired. Raises `RecordAway`."""
        answer = self._get(f"chapelle.{service}.any.v1", "/v1/record/expired", {}, Expiries)
        return {one.type: one.before for one in answer.items}

    def close(self) -> None:
        self.http.close()

    def _get(self, topic: str, path: str, query: dict[str, Any], shape: type[S], traceparent: str = "") -> S:
        try:
            url = self.url(service_of(topic)) + path
            headers = {"authorization": f"Bearer {self.token_file.read_text().strip()}"}
            headers |= {"traceparent": next_hop(traceparent)} if traceparent else {}
            answer = self.http.get(url, params=query, headers=headers)
            answer.raise_for_status()
            return msgspec.json.decode(answer.content, type=shape)
        except (httpx.HTTPError, OSError, LookupError, msgspec.MsgspecError) as fault:
            raise RecordAway(f"{service_of(topic)}'s record cannot be read: {fault!r}") from fault


def _envelope(one: Recorded, topic: str, partition: int) -> Envelope:
    return Envelope(
        id=one.id, source=f"/chapelle/{service_of(topic)}", type=one.type, subject=one.subject,
        time=one.time, sequence=one.sequence, topic=topic,
        partition=partition, data=bytes(one.data), traceparent=one.traceparent, hop=one.hop,
    )  # fmt: skip
