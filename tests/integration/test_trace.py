"""One trace from an HTTP request through Kafka to the HTTP request that an event makes necessary."""

from __future__ import annotations

import uuid
from typing import Any

import httpx

from libs.bus.record import Record
from libs.testing.running import Running, until

TOPIC = "chapelle.counter.count.v1"


def test_from_http_to_http(toys: Running) -> None:
    trace = uuid.uuid4().hex
    came = f"00-{trace}-{'b' * 16}-01"
    count = f"count-{uuid.uuid4().hex[:8]}"
    headers = {**toys.headers("admin"), "traceparent": came}
    posted = toys.http.post(toys.url("counter", "/v1/adds"), json={"count": count, "by": 1}, headers=headers)
    assert posted.headers["traceparent"].split("-")[1] == trace

    seen: list[httpx.Response] = []
    record = Record(lambda service: toys.url(service, ""), toys.parts.folder / f"{toys.suffix}-ledger.token")
    record.http.event_hooks["response"] = [seen.append]
    numbered = {"events.key": count, "first": {"$exists": True}}
    page: Any = until(lambda: toys.database("counter").outbox.find_one(numbered), "numbered")
    events, _ = record.events(TOPIC, page["partition"], page["first"], 1)
    event = events[0]
    assert event.traceparent == came

    record.events(TOPIC, page["partition"], event.sequence, 1, event.traceparent)
    record.close()
    asked, answered = seen[-1].request.headers["traceparent"], seen[-1].headers["traceparent"]
    assert [asked.split("-")[1], answered.split("-")[1]] == [trace, trace]
    assert len({came, asked, answered}) == 3  # each hop is a span of its own
