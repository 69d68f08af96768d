"""The database goes while a commit is under way: who asked is told so in time; what comes to pass is what counts."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from libs.http.application import build
from libs.runtime.settings import Settings
from libs.testing.gate import Gate
from libs.testing.running import Parts, Running, until
from services.access.api import api
from tests.integration.away import WITHIN, stopped
from tests.integration.exits.house import SITE, exit_by

gate = Gate()


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with Parts.started(tmp_path_factory.mktemp("under-way")) as parts:
        running = Running(parts, "services", ("access",))
        yield running
        running.stop()


@pytest.fixture(scope="module")
def app(services: Running) -> FastAPI:
    """Access's own application in this process, its commits held at the gate."""
    told = services.environment("access", "api")
    settings = Settings(
        service="access", mongo=told["CHAPELLE_MONGO"], database=told["CHAPELLE_DATABASE"], port=1,
        token_file=Path(told["CHAPELLE_TOKEN_FILE"]), spool_dir=Path(told["CHAPELLE_SPOOL_DIR"]),
        public_key_file=Path(told["CHAPELLE_PUBLIC_KEY_FILE"]),
    )  # fmt: skip
    return build(api, settings, gate)


class Door:
    """What a door's controller asks of the application."""

    def __init__(self, services: Running, http: httpx.AsyncClient) -> None:
        self.services, self.http = services, http

    async def post(self, path: str, body: Any, key: str = "") -> httpx.Response:
        return await self.http.post(path, json=body, headers=self.services.headers("admin", key or None))

    async def asked_while_it_goes(self, body: Any, key: str) -> httpx.Response:
        """The answer to a check whose commit is held while the database goes; then both go on."""
        held = gate.stop_at("store.commit")
        asked = asyncio.create_task(self.post("/v1/checks", body, key))
        await asyncio.to_thread(held.expect_reached)
        with stopped(self.services.parts.database):
            answer = await asyncio.wait_for(asked, WITHIN)
        held.go.set()
        return answer

    async def asked_while_it_is_busy(self, body: Any, key: str) -> httpx.Response:
        """The answer to a check whose commit is held for longer than anybody waits."""
        held = gate.stop_at("store.commit")
        answer = await asyncio.wait_for(self.post("/v1/checks", body, key), WITHIN)
        held.go.set()
        return answer


@asynccontextmanager
async def door(services: Running, app: FastAPI) -> AsyncIterator[Door]:
    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://access", timeout=30) as http,
    ):
        asking = Door(services, http)
        await asyncio.to_thread(until, lambda: api.opening.done, "the store is open")
        await asking.post("/v1/site", SITE)
        await asking.post("/v1/checks", exit_by("entrance"))
        yield asking


def told_of(services: Running, check: str) -> list[str]:
    pages = services.database("access").outbox.find({"events.key": check})
    return [e["type"].split(".")[3] for page in pages for e in page["events"] if e["key"] == check]


def test_what_was_told_and_what_came_to_pass(services: Running, app: FastAPI) -> None:
    """An entry: the client asks again and is told what was decided. An exit: it keeps the answer that it was given."""
    entry, leave = {**exit_by("entrance"), "direction": "in"}, exit_by("entrance")
    keys, spool = [uuid.uuid4().hex for _ in range(3)], services.parts.folder / "spool"
    access = services.database("access")

    async def story() -> tuple[list[httpx.Response], list[httpx.Response]]:
        async with door(services, app) as asking:
            told = [await asking.asked_while_it_goes(entry, keys[0])]
            again = [await asking.post("/v1/checks", entry, keys[0])]
            for key, ask in ((keys[1], asking.asked_while_it_goes), (keys[2], asking.asked_while_it_is_busy)):
                told.append(await ask(leave, key))
                await asyncio.to_thread(until, lambda: not any(spool.iterdir()), "the exit is entered")
                again.append(await asking.post("/v1/checks", leave, key))
            return told, again

    (refused, *granted), (decided, *same) = asyncio.run(story())
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "1")
    (let_in,) = access.checks.find({"direction": "in"})
    assert (decided.status_code, decided.json()["id"], decided.json()["reason"]) == (200, let_in["_id"], "ok")
    assert told_of(services, let_in["_id"]) == ["badge-granted"]
    for first, again in zip(granted, same, strict=True):
        assert (first.status_code, first.json()["person"]) == (200, None)
        assert again.content == first.content
        (let_out,) = access.checks.find({"_id": first.json()["id"]})
        assert let_out["person"] == "nadia"
        assert told_of(services, let_out["_id"]) == ["badge-granted"]
    assert access.checks.count_documents({}) == 4
