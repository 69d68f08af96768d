"""The database is away: whoever asks is told so within a second, and what is asked again is done once."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from libs.testing.running import Parts, Running, running, until
from tests.integration.away import WAYS, killed, stopped, timed

AT_ONCE = 12


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The counter on parts of its own, which may be taken away."""
    with (
        Parts.started(tmp_path_factory.mktemp("away")) as parts,
        running(parts, "libs.testing.toys", ("counter",)) as toys,
    ):
        yield toys


@pytest.fixture
def count() -> str:
    return f"count-{uuid.uuid4().hex[:8]}"


def expect_away(answer: httpx.Response) -> None:
    assert answer.status_code == 503, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["retry-after"] == "1"


@pytest.mark.parametrize("way", WAYS)
def test_who_commands_is_told_within_a_second(alone: Running, count: str, way: str) -> None:
    keys = [uuid.uuid4().hex for _ in range(AT_ONCE)]

    def add(key: str) -> httpx.Response:
        return alone.post("counter", "/v1/adds", {"count": count, "by": 1}, key=key)

    with ThreadPoolExecutor(AT_ONCE) as callers:
        with WAYS[way](alone.parts.database):
            for _ in range(3):
                for answer in callers.map(lambda key: timed(lambda: add(key)), keys):
                    expect_away(answer)
        until(lambda: all(add(key).status_code == 200 for key in keys), "all are answered")
    assert sorted(add(key).json()["total"] for key in keys) == list(range(1, AT_ONCE + 1))
    assert alone.get("counter", f"/v1/counts/{count}").json()["total"] == AT_ONCE


@pytest.mark.parametrize("way", ["killed", "stopped"])
def test_so_is_whoever_reads_or_tells(alone: Running, count: str, way: str) -> None:
    tick = {"id": "t1", "count": count, "by": 1, "at": "2026-03-02T09:00:00Z"}
    asks: list[Callable[[], httpx.Response]] = [
        lambda: alone.post("counter", "/v1/ticks", {"ticks": [tick]}),
        lambda: alone.get("counter", f"/v1/counts/{count}"),
        lambda: alone.get("counter", "/v1/dead-letters"),
        lambda: alone.get("counter", "/v1/record", topic="chapelle.counter.count.v1", partition=0),
        lambda: alone.get("counter", "/health/ready"),
    ]
    with ThreadPoolExecutor(len(asks)) as callers, WAYS[way](alone.parts.database):
        for answer in callers.map(timed, asks):
            expect_away(answer)
    alone.wait_ready()
    until(lambda: asks[0]().status_code == 202, "it is taken")
    assert alone.get("counter", f"/v1/counts/{count}").json()["total"] == 1


def test_more_reads_than_there_are_threads(alone: Running, count: str) -> None:
    with ThreadPoolExecutor(60) as callers, stopped(alone.parts.database):
        asked = callers.map(lambda _: alone.get("counter", f"/v1/counts/{count}"), range(60))
        assert {answer.status_code for answer in asked} == {503}
        expect_away(timed(lambda: alone.post("counter", "/v1/adds", {"count": count, "by": 1})))
    alone.wait_ready()
    until(lambda: alone.get("counter", f"/v1/counts/{count}").status_code == 404, "it reads again")


def test_an_api_that_starts_while_it_is_away_says_so_and_goes_on(alone: Running, count: str) -> None:
    add = {"count": count, "by": 1}
    with killed(alone.parts.database):
        alone.kill("counter", "api")
        alone.start("counter", "api")
        until(lambda: alone.get("counter", "/health/live").status_code == 200, "it lives")
        expect_away(timed(lambda: alone.post("counter", "/v1/adds", add)))
        expect_away(timed(lambda: alone.get("counter", f"/v1/counts/{count}")))
        expect_away(timed(lambda: alone.get("counter", "/health/ready")))
    alone.wait_ready()
    assert alone.post("counter", "/v1/adds", add).json()["total"] == 1
