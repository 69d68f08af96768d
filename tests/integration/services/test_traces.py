"""One trace, from a request at a door through three services: W3C trace context, in HTTP and in events."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from libs.testing.running import until
from tests.integration.services.house import House, Json


def told(house: House, service: str, entity: str, fact: str, trace: str) -> Callable[[], list[Json]]:
    """What a service has recorded of a fact within a trace: `ce_traceparent` says where it began."""
    return lambda: [
        event for event in house.record(service, entity, fact) if event["traceparent"].startswith(f"00-{trace}-")
    ]


def test_the_trace_of_a_request_is_found_in_what_follows_from_it(house: House) -> None:
    trace = secrets.token_hex(16)
    parent = f"00-{trace}-{secrets.token_hex(8)}-01"

    # -- a door opens, as its controller says within a trace of its own
    house.goes_through("agent-3", "door-main")
    house.goes_through("agent-3", "door-hall-c", headers={"traceparent": parent})

    # -- access: somebody is in the hall, and no longer at the reception
    occupancy = told(house, "access", "zone", "zone-occupancy-changed", trace)
    until(lambda: len(occupancy()) == 2, "somebody went from one zone to another")
    changed = {event["subject"]: event for event in occupancy()}
    assert changed["hall-c"]["data"]["people"] == ["agent-3"]
    assert "agent-3" not in changed["reception"]["data"]["people"]

    # -- fire hears of that, and raises its own
    (danger,) = until(told(house, "fire", "zone", "occupied-above-noael", trace), "fire says so")
    assert danger["subject"] == "hall-c"

    # -- the console hears of that, and opens an incident
    (opened,) = until(told(house, "console", "incident", "incident-opened", trace), "an incident is told")
    assert (opened["data"]["rule"], opened["data"]["subject"]) == ("occupied-above-noael", "hall-c")

    # -- each hop has a span of its own
    assert len({parent, changed["hall-c"]["hop"], danger["hop"], opened["hop"]}) == 4

    # -- the way out is another request: nothing of it is in this trace
    house.goes_through("agent-3", "door-hall-c", "out")
    house.sees_incident("occupied-above-noael", "hall-c", "resolved")
    assert len(occupancy()) == 2


def test_a_request_is_answered_with_its_trace(house: House) -> None:
    trace = secrets.token_hex(16)
    url, headers = house.running.url("fire", "/v1/panel-signals"), house.running.headers("device")
    headers["traceparent"] = f"00-{trace}-{secrets.token_hex(8)}-01"
    body = {"signals": [{"id": "trace-1", "zone": "hall-c", "device": "panel", "kind": "restored"}]}
    answer = house.running.http.post(url, json=body, headers=headers)
    assert answer.headers["traceparent"].split("-")[1] == trace

    # -- what is no trace context begins a trace
    headers = house.running.headers("device") | {"traceparent": "no such thing"}
    answer = house.running.http.post(url, json=body, headers=headers)
    assert (answer.status_code, answer.json()["duplicates"]) == (202, 1)
    assert len(answer.headers["traceparent"].split("-")[1]) == 32
