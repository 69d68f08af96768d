"""A service's own processes: two workers sign in turn, the auditor asks the api, `chapelle verify` looks."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import psutil
import pytest

from libs.audit.checkpoint import Checkpoint, read_line
from libs.events.services import SERVICES
from libs.http.roles import Caller
from libs.testing.running import Parts, Running, running, until

WORKERS = ("worker", "worker-2")


@pytest.fixture
def toys(tmp_path: Path) -> Iterator[Running]:
    """On parts of their own: no other counter writes its topics there."""
    with Parts.started(tmp_path / "parts") as parts:
        told = Running(parts, "", ()).audited("counter", tmp_path / "audit")
        with running(parts, "libs.testing.toys", ("counter", "ledger"), **told) as services:
            services.start("counter", "worker-2")
            services.wait_ready()
            yield services


def add(toys: Running, times: int) -> None:
    count = f"count-{uuid.uuid4().hex[:8]}"
    for _ in range(times):
        assert toys.post("counter", "/v1/adds", {"count": count, "by": 1}).status_code == 200
    outbox = toys.database("counter").outbox
    until(lambda: outbox.find_one({"pending": True}) is None, "all is numbered")


def checkpoints(folder: Path) -> list[Checkpoint]:
    return [read_line(line) for line in (folder / "audit" / "counter.checkpoints").read_bytes().splitlines()]


def test_two_workers_and_an_auditor(toys: Running, tmp_path: Path) -> None:
    for worker in WORKERS:
        add(toys, 5)
        toys.end("counter", worker)  # who has the lease signs before it gives it back
    found = checkpoints(tmp_path)
    assert [one.number for one in found] == list(range(1, len(found) + 1))
    counters = toys.database("counter").relay.find({"next": {"$gt": 1}})
    lasts = {counter["_id"]: counter["next"] - 1 for counter in counters}
    assert lasts
    assert {place: one.heads[place].last for one in found for place in one.heads if place in lasts} == lasts

    said = toys.get("counter", "/v1/audit/verify")
    assert (said.status_code, said.json()) == (200, {"ok": True, "entries": 10, "first_breach": None})
    assert toys.verify("counter")["chain"] == []

    outbox = toys.database("counter").outbox
    page = outbox.find_one({"topic": "chapelle.counter.count.v1"}, sort=[("first", -1)])
    assert page is not None
    outbox.update_one({"_id": page["_id"]}, {"$set": {"events.0.key": "another"}})
    where = f"{page['topic']}/{page['partition']}: what is under {page['first']} "
    said = toys.get("counter", "/v1/audit/verify")
    assert said.json()["first_breach"].startswith(where)
    assert toys.verify("counter")["chain"][0].startswith(where)


def test_what_comes_meanwhile_is_no_breach(toys: Running) -> None:
    with ThreadPoolExecutor(4) as callers:
        adding = [callers.submit(add, toys, 50) for _ in range(4)]
        found = [toys.get("counter", "/v1/audit/verify").json()]
        while not all(one.done() for one in adding):
            found.append(toys.get("counter", "/v1/audit/verify").json())
        for one in adding:
            one.result()
    assert [one["first_breach"] for one in found] == [None] * len(found)
    assert toys.get("counter", "/v1/audit/verify").json() == {"ok": True, "entries": 200, "first_breach": None}


def test_the_api_goes_on_while_another_process_looks(toys: Running) -> None:
    add(toys, 5)
    api, head = psutil.Process(toys.processes["counter", "api"].pid), toys.headers("admin")
    with ThreadPoolExecutor(1) as asking:
        asked = asking.submit(httpx.get, toys.url("counter", "/v1/audit/verify"), headers=head, timeout=30)
        (looking,) = until(api.children, "another process looks")
        looking.suspend()
        add(toys, 5)
        looking.resume()
        assert asked.result().json()["ok"]
    assert api.children() == []


def test_the_auditor_may_ask_every_service() -> None:
    asked = [f"{service}:audit" for service in SERVICES]
    assert all(Caller("", role).may(scope) for role in ("auditor", "admin") for scope in asked)
    others = ("device", "desk", "ops", "billing", "tenant:ap-hp", "service:fire")
    assert not any(Caller("", role).may(scope) for role in others for scope in asked)
