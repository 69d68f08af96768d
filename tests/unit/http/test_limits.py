"""What is refused before anything of a request is looked at, and the headers of every answer."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.requests import Request

from libs.http.auth import Auth
from libs.http.bucket import Buckets
from libs.http.described import Described
from libs.http.headers import HEADERS, SecurityHeaders
from libs.http.limits import MAX_BODY, MAX_HEADERS, OVER, Limits
from libs.http.problems import handle_problems
from libs.runtime.secrets import Secrets
from libs.runtime.tokens import mint


@dataclass
class Door:
    """A small application behind the limits: two requests at once, one more a second."""

    auth: Auth
    now: float = 0.0
    heard: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.app = Described("door", "Door", cookies=False)
        handle_problems(self.app)
        buckets = Buckets(1, 2, lambda: self.now)
        self.app.around = lambda app: SecurityHeaders(Limits(app, self.auth, buckets, {"/checks"}))

        @self.app.post("/said")
        @self.app.post("/checks")
        async def said(request: Request) -> int:
            self.heard.append(f"{request.url.path}{' over' if OVER in request.scope else ''}")
            return len(await request.body())

        @self.app.get("/health/live")
        @self.app.get("/broken")
        async def asked(request: Request) -> str:
            if request.url.path == "/broken":
                raise RuntimeError("an error of ours")
            return "yes"

    def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        async def asked() -> httpx.Response:
            transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url="http://door") as client:
                return await client.request(method, path, **more)

        answer = asyncio.run(asked())
        told = {name: value.encode() for name, value in answer.headers.items()}
        assert {name.decode(): value for name, value in HEADERS}.items() <= told.items()
        if answer.status_code >= 400:
            assert answer.headers["content-type"] == "application/problem+json"
            assert json.loads(answer.content)["status"] == answer.status_code
        return answer

    def statuses(self, times: int, method: str = "POST", path: str = "/said", **more: Any) -> list[int]:
        return [self.ask(method, path, **more).status_code for _ in range(times)]


@pytest.fixture
def door(tmp_path: Path) -> Door:
    return Door(Auth(Secrets.of(tmp_path).public_key_file))


@pytest.fixture
def seen(door: Door, tmp_path: Path) -> list[dict[str, str]]:
    """How two callers are told apart whose tokens were seen before."""
    signing = Secrets.of(tmp_path).signing_key_file
    tokens = [mint(signing, "device", timedelta(minutes=1), subject=f"device-{n}") for n in (1, 2)]
    for token in tokens:
        door.auth.caller(token)
    return [{"authorization": f"Bearer {token}"} for token in tokens]


def test_too_long_a_body_is_not_read(door: Door) -> None:
    assert door.ask("POST", "/said", content=b"x" * (MAX_BODY + 1)).status_code == 413
    assert door.ask("POST", "/said", content=b"x" * MAX_BODY).json() == MAX_BODY


def test_too_long_a_body_is_counted_as_it_comes(door: Door) -> None:
    async def pieces(count: int) -> AsyncIterator[bytes]:
        for _ in range(count):
            yield b"x" * (MAX_BODY // 8)

    assert door.ask("POST", "/said", content=pieces(8)).json() == MAX_BODY
    assert door.ask("POST", "/said", content=pieces(9)).status_code == 413


def test_too_many_headers(door: Door) -> None:
    many = {f"x-{n}": "1" for n in range(MAX_HEADERS)}
    assert door.ask("POST", "/said", headers=many).status_code == 431
    assert door.heard == []


def test_one_too_many_is_told_when_there_is_room(door: Door) -> None:
    assert door.statuses(4) == [200, 200, 429, 429]
    assert door.ask("POST", "/said").headers["retry-after"] == "1"
    door.now = 1.0
    assert door.statuses(2) == [200, 429]


def test_each_caller_has_room_of_its_own_and_strangers_share_an_address(door: Door, seen: list[dict[str, str]]) -> None:
    one, two = seen
    assert door.statuses(3, headers=one) == [200, 200, 429]
    assert door.statuses(3, headers=two) == [200, 200, 429]
    assert door.statuses(1) + door.statuses(2, headers={"authorization": "Bearer guessed"}) == [200, 200, 429]


def test_health_is_never_refused_and_what_may_be_spared_is_its_routes_to_say(door: Door) -> None:
    assert door.statuses(3) == [200, 200, 429]
    assert door.statuses(20, "GET", "/health/live") == [200] * 20
    assert door.statuses(1, path="/checks") == [200]
    assert door.heard == ["/said", "/said", "/checks over"]


def test_an_error_of_ours_and_what_is_not_there_have_the_headers_too(door: Door) -> None:
    assert [door.ask("GET", path).status_code for path in ("/broken", "/nowhere")] == [500, 404]
