"""Commands over HTTP: decided in batches, durable before they are answered, the same answer to the same key."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from libs.testing.at_once import at_once
from libs.testing.running import Running, until
from tests.integration.counting import booked

CALLERS = 64


@pytest.fixture
def count() -> str:
    return f"count-{uuid.uuid4().hex[:8]}"


def total(toys: Running, count: str) -> int:
    return int(toys.get("counter", f"/v1/counts/{count}").json()["total"])


def test_many_at_once_add_to_one_count(toys: Running, count: str) -> None:
    with ThreadPoolExecutor(CALLERS) as callers:
        answers = list(
            callers.map(
                lambda by: toys.post("counter", "/v1/adds", {"count": count, "by": by}), range(1, CALLERS * 4 + 1)
            )
        )
    assert {answer.status_code for answer in answers} == {200}
    told = sorted(answer.json()["total"] for answer in answers)
    assert len(set(told)) == len(told)  # each was told a total of its own
    assert told[-1] == total(toys, count) == sum(range(1, CALLERS * 4 + 1))
    until(lambda: booked(toys, count) == list(range(1, CALLERS * 4 + 1)), "all booked")


def test_the_same_key_gets_the_same_answer(toys: Running, count: str) -> None:
    key = uuid.uuid4().hex
    first = toys.post("counter", "/v1/adds", {"count": count, "by": 5}, key=key)
    toys.post("counter", "/v1/adds", {"count": count, "by": 1})
    again = toys.post("counter", "/v1/adds", {"count": count, "by": 5}, key=key)
    assert (again.status_code, again.content) == (200, first.content)
    assert total(toys, count) == 6


def test_the_same_key_at_the_same_moment(toys: Running, count: str) -> None:
    key = uuid.uuid4().hex
    answers = at_once(lambda _: toys.post("counter", "/v1/adds", {"count": count, "by": 5}, key=key), range(CALLERS))
    assert {(answer.status_code, answer.content) for answer in answers} == {(200, answers[0].content)}
    assert total(toys, count) == 5


def test_the_same_key_of_another_request(toys: Running, count: str) -> None:
    key = uuid.uuid4().hex
    toys.post("counter", "/v1/adds", {"count": count, "by": 5}, key=key)
    other = toys.post("counter", "/v1/adds", {"count": count, "by": 6}, key=key)
    assert_problem(other, 409, "this Idempotency-Key was used for another request")
    assert total(toys, count) == 5


def test_a_refusal_is_an_answer_like_any_other(toys: Running, count: str) -> None:
    key = uuid.uuid4().hex
    first = toys.post("counter", "/v1/adds", {"count": count, "by": -1}, key=key)
    again = toys.post("counter", "/v1/adds", {"count": count, "by": -1}, key=key)
    assert_problem(again, 422, "only more can be added")
    assert again.json()["errors"] == [{"at": "/by", "why": "only more can be added"}]
    assert again.content == first.content
    assert toys.get("counter", f"/v1/counts/{count}").status_code == 404


@pytest.mark.parametrize("key", ["", "x" * 129, "tab\there"], ids=["none", "too long", "not printable"])
def test_a_key_is_needed(toys: Running, count: str, key: str) -> None:
    headers = {**toys.headers("admin"), "idempotency-key": key}
    answer = toys.http.post(toys.url("counter", "/v1/adds"), json={"count": count, "by": 5}, headers=headers)
    assert_problem(answer, 400, "whatever changes something needs it")
    assert answer.json()["errors"][0]["at"] == "/headers/Idempotency-Key"


def test_a_caller_s_key_is_its_own(toys: Running, count: str) -> None:
    key = uuid.uuid4().hex
    toys.post("counter", "/v1/adds", {"count": count, "by": 5}, key=key)
    refused = toys.post("counter", "/v1/adds", {"count": count, "by": 5}, role="device", key=key)
    assert_problem(refused, 403, "the role device does not have the scope site:write")


def test_it_is_traced_from_the_request_to_the_event(toys: Running, count: str) -> None:
    trace = uuid.uuid4().hex
    headers = {**toys.headers("admin"), "traceparent": f"00-{trace}-00f067aa0ba902b7-01"}
    answer = toys.http.post(toys.url("counter", "/v1/adds"), json={"count": count, "by": 5}, headers=headers)
    assert answer.headers["traceparent"].startswith(f"00-{trace}-")
    until(lambda: booked(toys, count) == [1], "booked")
    page = toys.database("ledger").outbox.find_one({"events.key": count})
    assert page is not None
    (event,) = (event for event in page["events"] if event["key"] == count)
    assert event["trace"].startswith(f"00-{trace}-")


def assert_problem(answer: httpx.Response, status: int, detail: str) -> None:
    assert answer.headers["content-type"] == "application/problem+json"
    assert (answer.status_code, answer.json()["status"]) == (status, status)
    assert detail in answer.json()["detail"]
