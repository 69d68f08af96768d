"""A door that asks too often is told to wait; nobody who wants to leave is, nor is what doors say lost."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import httpx
import pytest

from tests.integration.exits.house import Json, Site, exit_by

AT_ONCE = 5


@pytest.fixture
def narrow(site: Site) -> Iterator[str]:
    """An api that takes five requests of a caller, and one more in a quarter of an hour."""
    site.running.start("access", "api-narrow", CHAPELLE_REQUESTS="0.001", CHAPELLE_REQUESTS_AT_ONCE=str(AT_ONCE))
    site.running.wait_ready()
    yield "api-narrow"
    site.running.end("access", "api-narrow")


def test_exits_are_never_one_too_many(site: Site, narrow: str) -> None:
    def ask(body: Json, role: str = "device") -> httpx.Response:
        return site.running.post("access", "/v1/checks", body, role, uuid.uuid4().hex, narrow)

    # -- a door asks for entries until it may no more
    entry = {**exit_by("entrance"), "direction": "in"}
    answered = 0
    while (answer := ask(entry)).status_code == 200:
        answered += 1
    assert answered in (AT_ONCE, AT_ONCE + 1)  # the first came before its token was known
    assert (answer.status_code, answer.headers["content-type"]) == (429, "application/problem+json")
    assert 800 < int(answer.headers["retry-after"]) <= 1_000

    # -- everybody leaves all the same, and what the door says is taken
    assert {ask(exit_by("entrance")).json()["reason"] for _ in range(20)} == {"ok_exit_always_free"}
    url, headers = site.running.url("access", "/v1/door-signals", narrow), site.running.headers("device")
    said: Json = {"signals": [{"id": uuid.uuid4().hex, "door": "entrance", "kind": "opened"}]}
    assert site.running.http.post(url, json=said, headers=headers).status_code == 202
    assert ask(entry).status_code == 429

    # -- the desk has room of its own, and so has whoever looks whether the process lives
    assert ask(entry, "desk").status_code == 200
    live = site.running.url("access", "/health/live", narrow)
    assert {site.running.http.get(live).status_code for _ in range(10)} == {200}
