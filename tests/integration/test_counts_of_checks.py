"""What a badge at a door costs the database: as much whatever the person may do, and however many wait beside it."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from libs.http.auth import Auth
from libs.http.committer import Command, Committer, Reply
from libs.runtime.clock import Clock
from libs.runtime.tokens import mint
from libs.store import Store
from libs.testing.running import Parts
from libs.testing.statements import cost, table
from services.access.api import api
from services.access.domain.badge import Badge
from services.access.domain.door import Door
from services.access.domain.person import Kind, Person, Right
from services.access.domain.schedule import DAYS, Schedule, Window
from services.access.domain.zone import Zone
from services.access.store import AccessUnit

Shown = Callable[[range], Callable[[], object]]

DOORS, CALLERS, SCHEDULES = 12, 64, 10


class AllAtOnce:
    """Stands where the committing thread is: decides when so many wait, in one batch."""

    def __init__(self, store: Store[Any]) -> None:
        self.committer, self.number = Committer(store), 1
        self.waiting: list[Command] = []

    async def submit(self, command: Command) -> Reply:
        self.waiting.append(command)
        if len(self.waiting) == self.number:
            for one, answer in zip(self.waiting, self.committer.decided(self.waiting), strict=True):
                assert isinstance(answer, Reply), answer
                one.answer.set_result(answer)
            self.waiting = []
        return await command.answer


def site(rights: int) -> Iterable[Any]:
    """Twelve doors from the street; everybody has so many rights, to the zones in turn, in hours of several kinds."""
    yield Zone("street", "Rue", outdoors=True)
    for n in range(SCHEDULES):
        yield Schedule(f"hours-{n}", (Window(DAYS, "00:00", "24:00"),))
    for n in range(DOORS):
        yield from (Zone(f"zone-{n}", f"Zone {n}"), Door(f"door-{n}", f"Porte {n}", "street", f"zone-{n}"))
    for n in range(2 * CALLERS):
        given = (Right(f"zone-{(n + m) % DOORS}", f"hours-{m % SCHEDULES}") for m in range(rights))
        yield Person(f"p{n}", f"Person {n}", "Ville de Paris", Kind.STAFF).given(*given)
        yield Badge(f"75-{n}", f"p{n}", 75, n)


@pytest.fixture(params=[1, 200], ids=["one right", "200 rights"])
def checked(request: pytest.FixtureRequest, parts: Parts) -> Iterator[Shown]:
    """Badges of these people, each shown at a door that they may enter by, all at the same moment."""
    name, secrets = f"t_{uuid.uuid4().hex[:8]}", parts.database.secrets
    store = Store(parts.address(name, name), name, "access", AccessUnit, Clock())
    store.set_up()
    store.run(lambda unit: [unit.put(entity) for entity in site(request.param)])
    together: Any = AllAtOnce(store)
    api.committer, api.auth = together, Auth(secrets.public_key_file)
    app = FastAPI()
    app.include_router(api.router)
    token = mint(secrets.signing_key_file, "device", timedelta(hours=1))

    async def shown(client: httpx.AsyncClient, person: int) -> None:
        credential = {"format": "H10301", "facility": 75, "card": person}
        body = {"door": f"door-{person % DOORS}", "direction": "in", "credential": credential}
        head = {"authorization": f"Bearer {token}", "idempotency-key": uuid.uuid4().hex}
        answer = await client.post("/v1/checks", json=body, headers=head)
        assert (answer.status_code, answer.json()["reason"]) == (200, "ok"), answer.text

    async def all_shown(people: range) -> None:
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://access") as client:
            await asyncio.gather(*(shown(client, person) for person in people))

    def act(people: range) -> Callable[[], object]:
        together.number = len(people)
        return lambda: asyncio.run(all_shown(people))

    yield act
    store.close()


def test_checks(checked: Shown) -> None:
    assert cost(checked(range(1))) == table()["a check at a door"]
    together = table()["64 checks at 12 doors that wait at the same moment"]
    assert cost(checked(range(CALLERS))) == together
    assert cost(checked(range(CALLERS // 2, 2 * CALLERS))) == together  # 96, a third of them once more
