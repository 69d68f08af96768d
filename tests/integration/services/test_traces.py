"""One trace, from a request at a door through three services: W3C trace context, in HTTP and in events."""

from __future__ import annotations

import secrets

from libs.testing.running import until
from tests.integration.services.house import House, Json


def trace_of(event: Json) -> str:
    """The trace id of the trace in which an event was raised."""
    version, trace, _span, _flags = event["traceparent"].split("-")
    assert version == "00"
    return str(trace)


def test_the_trace_of_a_request_is_found_in_what_follows_from_it(house: House) -> None:
    trace = secrets.token_hex(16)
    parent = f"00-{trace}-{secrets.token_hex(8)}-01"

    # -- a door opens, as its controller says within a trace of its own
    house.goes_through("agent-3", "door-main")
    house.goes_through("agent-3", "door-hall-c", headers={"traceparent": parent})

    # -- access: somebody is in the hall
    entered = until(lambda: told(house, "access", "zone", "zone-occupancy-changed", "hall-c"), "somebody entered")[-1]
    assert (trace_of(entered), entered["data"]["people"]) == (trace, ["agent-3"])

    # -- fire hears of that, and raises its own
    danger = until(lambda: told(house, "fire", "zone", "occupied-above-noael", "hall-c"), "fire says so")[-1]
    assert trace_of(danger) == trace

    # -- the console hears of that, and opens an incident
    house.sees_incident("occupied-above-noael", "hall-c", "open")
    incident = house.incident("occupied-above-noael", "hall-c")["id"]
    opened = until(lambda: told(house, "console", "incident", "incident-opened", incident), "an incident is told")[-1]
    assert trace_of(opened) == trace

    # -- each hop has a span of its own
    assert len({parent, entered["hop"], danger["hop"], opened["hop"]}) == 4

    house.goes_through("agent-3", "door-hall-c", "out")
    house.sees_incident("occupied-above-noael", "hall-c", "resolved")
    left = told(house, "access", "zone", "zone-occupancy-changed", "hall-c")[-1]
    assert trace_of(left) != trace  # that was another request


def test_a_request_is_answered_with_its_trace(house: House) -> None:
    trace = secrets.token_hex(16)
    url, headers = house.running.url("fire", "/v1/panel-signals"), house.running.headers("device")
    headers["traceparent"] = f"00-{trace}-{secrets.token_hex(8)}-01"
    body = {"signals": [{"id": "trace-1", "zone": "hall-c", "device": "panel", "kind": "restored"}]}
    answer = house.running.http.post(url, json=body, headers=headers)
    assert answer.headers["traceparent"].split("-")[1] == trace

    # -- one that is no trace context begins a trace
    headers = house.running.headers("device") | {"traceparent": "no such thing"}
    answer = house.running.http.post(url, json=body, headers=headers)
    assert (answer.status_code, answer.json()["duplicates"]) == (202, 1)
    assert len(answer.headers["traceparent"].split("-")[1]) == 32


def told(house: House, service: str, entity: str, fact: str, subject: str) -> list[Json]:
    """What a service has recorded of a subject, oldest first."""
    return [event for event in house.record(service, entity, fact) if event["subject"] == subject]
