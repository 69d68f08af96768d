"""What a badge at a door costs the database: as much whatever the person may do, and however many wait beside it."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from libs.http.auth import Auth
from libs.http.command import Command, Reply
from libs.http.committer import Committer
from libs.http.spool import Spool
from libs.http.spooling import Spooling
from libs.http.watch import Watch
from libs.runtime.clock import Clock
from libs.runtime.tokens import mint
from libs.store import Store
from libs.store.presence import Presence
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
        self.committer.start()
        self.waiting: list[Command] = []

    async def submit(self, command: Command) -> Reply:
        self.waiting.append(command)
        if len(self.waiting) == self.number:
            self.committer.turn(self.waiting)
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
        person = Person(f"p{n}", f"Person {n}", "Ville de Paris", Kind.STAFF).given(*given)
        yield person.with_badge(Badge(f"75-{n}", 75, n))


@pytest.fixture(params=[1, 200], ids=["one right", "200 rights"])
def checked(
    request: pytest.FixtureRequest, parts: Parts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Shown]:
    """Badges of these people, each shown at a door that they may enter by, all at the same moment."""
    monkeypatch.setattr("libs.http.api.DOOR_SECONDS", 60.0)  # what it costs is counted, however slow the machine is
    name, secrets = f"t_{uuid.uuid4().hex[:8]}", parts.database.secrets
    address = parts.address(name, name)
    api.store = store = Store(address, name, "access", AccessUnit, Clock())
    store.set_up()
    store.run(lambda unit: [unit.put(entity) for entity in site(request.param)])
    together: Any = AllAtOnce(store)
    api.committer, api.auth = together, Auth(secrets.public_key_file)
    api.watch, api.spooling = Watch(Presence(address, "access")), Spooling(Spool(tmp_path, name))
    app = FastAPI()  # the service's own is built once a process, by whoever serves it
    app.router.routes.extend(api.app.router.routes)
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
    together.committer.stop()
    api.watch.close()
    api.spooling.spool.close()
    store.close()


def test_a_check(checked: Shown) -> None:
    assert cost(checked(range(1))) == table()["a check at a door"]
    assert cost(checked(range(1))) == table()["another, of the same badge"]


def test_checks_together(checked: Shown) -> None:
    assert cost(checked(range(CALLERS))) == table()["64 checks at 12 doors that wait at the same moment"]
    assert cost(checked(range(CALLERS // 2, 2 * CALLERS))) == table()["96 more, 64 of them of other badges"]
