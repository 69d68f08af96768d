"""The record: the service's published events again, for whoever misses some."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from fastapi import Query, Response
from pydantic import Field

from libs.events import Refused, rfc3339
from libs.http.api import Api
from libs.http.parameters import Limit
from libs.http.shapes import Answer
from libs.http.values import ASKED, At
from libs.store import Unit, envelopes

RECORD_BYTES = 4_000_000
"""Of events, after which an answer of the record ends; a page more at most."""


class RecordedEvent(Answer):
    """A published event. `hop`: where in its trace it was raised."""

    id: str
    type: str
    """Such as `fr.chapelle.access.badge-granted.v1`; its schema is published under this name."""
    subject: str
    """Id of the entity that it is about: its key."""
    time: At
    """When it happened."""
    sequence: int
    """Its number in the partition, from 1, without gaps."""
    data: Any
    traceparent: str
    """Where its trace began."""
    hop: str


class RecordPage(Answer):
    items: list[RecordedEvent]
    """In order of `sequence`; of one that has expired, what is left: `…expired.v1` with its type and a hash."""
    last: int
    """The newest sequence of the partition."""
    topic: str
    partition: int


class LastSequence(Answer):
    topic: str
    partition: int
    last: int
    """The newest sequence."""


class LastSequences(Answer):
    items: list[LastSequence]


class ExpiredType(Answer):
    type: str
    before: At
    """What all events of that type from before then said is not kept any more."""


class ExpiredTypes(Answer):
    items: list[ExpiredType]


def add_record_routes(api: Api) -> None:
    """Mounts them."""

    @api.get("/v1/record", scope="record:read", answers=RecordPage)
    def record(
        topic: Annotated[str, Query(max_length=200, description="A topic of this service")],
        partition: Annotated[int, Field(ge=0), ASKED, Query(description="Its partition")],
        first: Annotated[int, Field(ge=1), ASKED, Query(alias="from", description="The first sequence")] = 1,
        limit: Limit = 100,
    ) -> Response:
        """The service's published events again. For consumers that miss some: `items` from sequence `from` on.

        At most `limit`, and fewer where they are big.
        """
        db = api.store.db
        counter = db.relay.find_one({"_id": f"{topic}/{partition}"})
        if counter is None:
            raise Refused("not_found", f"no partition {partition} of {topic} here", "/query/topic")
        here: dict[str, Any] = {"topic": topic, "partition": partition, "first": {"$lte": first}}
        start = db.outbox.find_one(here, {"first": 1}, sort=[("first", -1)])
        here["first"] = {"$gte": start["first"] if start else first, "$lt": first + limit}
        items: list[dict[str, Any]] = []
        size = 0
        for page in db.outbox.find(here, batch_size=limit).sort("first", 1):
            size += sum(len(event["data"]) for event in page["events"])
            items += [
                {
                    "id": e.id, "type": e.type, "subject": e.subject, "time": rfc3339(e.time), "sequence": e.sequence,
                    "data": msgspec.Raw(e.data), "traceparent": e.traceparent, "hop": e.hop,
                }
                for e in envelopes(page, first - 1)
            ]  # fmt: skip
            if size > RECORD_BYTES:
                break
        answer = {"items": items[:limit], "last": counter["next"] - 1, "topic": topic, "partition": partition}
        return Response(msgspec.json.encode(answer), media_type="application/json")

    @api.get("/v1/record/last", scope="record:read")
    def lasts() -> LastSequences:
        """The last sequence of every partition of the service's topics."""
        found = api.store.db.relay.find({"next": {"$exists": True}})
        places = ((*counter["_id"].rsplit("/", 1), counter["next"] - 1) for counter in found)
        items = [LastSequence(topic=topic, partition=int(number), last=last) for topic, number, last in places]
        return LastSequences(items=items)

    @api.get("/v1/record/expired", scope="record:read")
    def expired(unit: Unit) -> ExpiredTypes:
        """Up to when the service's events have expired, by type: nobody else need keep them either."""
        told = [ExpiredType(type=one.id, before=one.before) for one in unit.expiries.where() if one.before is not None]
        return ExpiredTypes(items=told)
