"""Each fault of a request is a problem+json with every fault at once, each with its place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from libs.testing.running import Running

ADDS = "/v1/adds"


def send(toys: Running, method: str, path: str, content: Any = b"", **headers: str) -> httpx.Response:
    return toys.http.request(
        method, toys.url("counter", path), content=content, headers={**toys.headers("admin"), **headers}
    )


def assert_problem(answer: httpx.Response, status: int) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["x-content-type-options"] == "nosniff"
    problem: dict[str, Any] = answer.json()
    assert set(problem) == {"type", "title", "status", "detail", "errors"}
    assert problem["status"] == status
    return problem


def test_all_faults_at_once(toys: Running) -> None:
    answer = toys.post("counter", ADDS, {"count": "Not An Id", "by": "many", "at": "2026-03-02T09:00:00", "who": 1})
    problem = assert_problem(answer, 422)
    assert {error["at"] for error in problem["errors"]} == {"/count", "/by", "/at", "/who"}


@pytest.mark.parametrize(
    ("at", "why"),
    [
        ("2026-03-02T09:00:00", "RFC 3339 with an offset"),
        ("2026-03-02", "RFC 3339 with an offset"),
        (1772442000, "a time is text"),
        ("0001-01-01T00:00:00+14:00", "no moment of the years 1 to 9999"),
        ("9999-12-31T23:59:59-14:00", "no moment of the years 1 to 9999"),
        ("yesterday", "RFC 3339 with an offset"),
    ],
)
def test_times(toys: Running, at: object, why: str) -> None:
    problem = assert_problem(toys.post("counter", ADDS, {"count": "a", "by": 1, "at": at}), 422)
    assert [error["at"] for error in problem["errors"]] == ["/at"]
    assert why in problem["errors"][0]["why"]


def test_a_time_far_ahead(toys: Running) -> None:
    problem = assert_problem(toys.post("counter", ADDS, {"count": "a", "by": 1, "at": "2999-01-01T00:00:00Z"}), 422)
    assert problem["errors"] == [{"at": "/at", "why": "more than 5 minutes ahead of the platform's clock"}]


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"", 422),
        (b"{", 400),
        (b"\xff\xfe", 400),
        (b"[" * 100_000, 400),
        (b"[]", 422),
        (b"null", 422),
        (b'{"count":"a","by":1e400}', 422),
        (b'{"count":"a","by":' + b"9" * 5_000 + b"}", 400),
        (b'{"count":"a","by":99999999999999999999}', 422),
        (b'{"count":"a","by":1,"\\ud800":1}', 422),
        (b'{"count":"\\ud800","by":1}', 422),
        (b'{"count":"a","by":NaN}', 400),
        (b'{"count":"a","by":-Infinity}', 400),
        (b'{"count":"a","by":1,"by":2}', 400),
        (b'{"count":"a","by":1,"more":{"x":1,"x":1}}', 400),
        (b'\xef\xbb\xbf{"count":"a","by":1}', 400),
        ('{"count":"a","by":1}'.encode("utf-16"), 400),
        (b'{"count":"a","by":"1"}', 422),
        (b'{"count":"a","by":true}', 422),
        (b'{"count":"a","by":1.5}', 422),
    ],
)
def test_bodies(toys: Running, content: bytes, status: int) -> None:
    assert_problem(send(toys, "POST", ADDS, content, **{"content-type": "application/json"}), status)


@pytest.mark.parametrize(
    "headers",
    [
        {"content-type": "text/plain"},
        {"content-type": "application/x-www-form-urlencoded"},
        {"content-type": "application/jsonp"},
        {"content-type": "application/json", "content-encoding": "gzip"},
    ],
)
@pytest.mark.parametrize("path", [ADDS, "/v1/ticks"])
def test_what_is_not_json(toys: Running, path: str, headers: dict[str, str]) -> None:
    assert_problem(send(toys, "POST", path, b'{"count":"a","by":1}', **headers), 415)


@pytest.mark.parametrize("kind", ["application/json; charset=utf-8", "application/vnd.count+json", ""])
def test_what_is_json(toys: Running, kind: str) -> None:
    named = {"content-type": kind} if kind else {}
    assert send(toys, "POST", ADDS, b'{"count":"json","by":1.0}', **named).status_code == 200


def test_a_key_that_is_none(toys: Running) -> None:
    for key in ("", "k" * 129, "tab\tin it"):
        answer = send(toys, "POST", ADDS, b'{"count":"a","by":1}', **{"idempotency-key": key})
        assert [error["at"] for error in assert_problem(answer, 400)["errors"]] == ["/headers/Idempotency-Key"]


def test_faults_of_key_query_and_body_at_once(toys: Running) -> None:
    answer = send(toys, "POST", f"{ADDS}?colour=red", b'{"count":"a"}', **{"idempotency-key": ""})
    places = [error["at"] for error in assert_problem(answer, 422)["errors"]]
    assert places == ["/query/colour", "/headers/Idempotency-Key", "/by"]


@pytest.mark.parametrize(
    ("query", "at"),
    [
        ("colour=red", "/query/colour"),
        ("limit=1&limit=2", "/query/limit"),
        ("limit=0", "/query/limit"),
        ("limit=1.0", "/query/limit"),
        ("limit=1_0", "/query/limit"),
        ("limit=%D9%A1", "/query/limit"),
        ("limit=99999999999999999999", "/query/limit"),
        ("cursor=%00", "/query/cursor"),
        ("cursor=%F0%9F%9A%AA", "/query/cursor"),
        ("state=some", "/query/state"),
    ],
)
def test_queries(toys: Running, query: str, at: str) -> None:
    problem = assert_problem(send(toys, "GET", f"/v1/dead-letters?{query}"), 422)
    assert [error["at"] for error in problem["errors"]] == [at]


def test_a_body_that_nobody_asked_for(toys: Running) -> None:
    path = "/v1/bells/b/ring"
    assert send(toys, "POST", path, b"").status_code == 200
    assert send(toys, "POST", path, b"{}").status_code == 200
    assert_problem(send(toys, "POST", path, b'{"loud":true}'), 422)


def test_too_long_a_body(toys: Running) -> None:
    long = b'{"count":"' + b"a" * 8_000_000 + b'"}'
    assert_problem(send(toys, "POST", ADDS, long, **{"content-type": "application/json"}), 413)


@pytest.mark.parametrize("path", [ADDS, "/v1/ticks"])
def test_too_long_a_body_of_a_length_unsaid(toys: Running, path: str) -> None:
    def pieces() -> Iterator[bytes]:
        yield from [b" " * 1_000_000] * 9

    assert_problem(send(toys, "POST", path, pieces(), **{"content-type": "application/json"}), 413)


def test_who_asks(toys: Running) -> None:
    other = toys.token("admin")[:-4] + "AAAA"
    for authorization in ("", "Basic YTpi", "Bearer", "Bearer nonsense", f"Bearer {other}"):
        answer = send(toys, "POST", ADDS, b"{}", authorization=authorization)
        assert_problem(answer, 401)
        assert answer.headers["www-authenticate"] == "Bearer"
    assert_problem(toys.post("counter", ADDS, {"count": "a", "by": 1}, role="auditor"), 403)
    auditor = toys.headers("auditor")["authorization"]
    for content in (b"{", b" " * 8_000_001):
        assert_problem(send(toys, "POST", f"{ADDS}?colour=red", content, authorization=auditor), 403)


def test_where(toys: Running) -> None:
    assert_problem(send(toys, "GET", "/v1/nothing"), 404)
    assert_problem(send(toys, "GET", "/v1/counts/nothing"), 404)
    assert_problem(send(toys, "GET", "/v1/dead-letters/"), 404)
    assert_problem(send(toys, "GET", "/v1/dead-letters/Not%20An%20Id"), 422)
    for method, path, allow in (
        ("DELETE", ADDS, "POST"),
        ("OPTIONS", "/v1/counts/a", "GET"),
        ("TRACE", "/v1/counts/a", "GET"),
        ("HEAD", "/v1/counts/a", "GET"),
    ):
        refused = send(toys, method, path)
        assert refused.headers["allow"] == allow
        assert refused.status_code == 405 if method == "HEAD" else assert_problem(refused, 405)
    assert_problem(send(toys, "GET", "/v1/record?topic=chapelle.counter.count.v1&partition=99"), 404)
    assert_problem(send(toys, "GET", "/v1/record?topic=chapelle.counter.count.v1&partition=-1&limit=0"), 422)


def test_it_still_works(toys: Running) -> None:
    assert toys.post("counter", ADDS, {"count": "fine", "by": 1}).status_code == 200
    assert send(toys, "GET", "/health/ready").status_code == 200
