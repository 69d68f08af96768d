"""No line of any log says a name, a purpose or a card, whatever goes wrong meanwhile; nor does an event."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from pymongo import MongoClient

from libs.events import rfc3339
from libs.runtime.clock import Clock
from libs.runtime.parts.mongod import NO_COMMAND_IS_SLOW
from libs.testing.running import Parts, running, until
from tests.integration.away import killed
from tests.integration.privacy.calendar import Calendar
from tests.integration.services.plans import ACCESS

Json = dict[str, Any]

NAME, EMPLOYER, PURPOSE, WHY = "Hyacinthe Vraimentrare", "Employeur Rarissime", "Travaux Inavouables", "Oubli Notoire"
PERSON = {"id": "p-1", "name": NAME, "employer": EMPLOYER, "kind": "visitor"}
CARD = {"facility": 201, "card": 60601}
LOGS = {"access-api", "access-worker", "console-api", "console-worker", "database"}
SAID = re.compile(r"hyacinthe|vraimentrare|rarissime|inavouables|notoire|201-60601|card\W{1,4}60601", re.IGNORECASE)


@pytest.fixture
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Calendar]:
    """Access, fire which it hears, and the console that hears both."""
    folder, names = tmp_path_factory.mktemp("logs"), ("access", "fire", "console")
    with Parts.started(folder) as parts, running(parts, "services", names, CHAPELLE_LOG_LEVEL="debug") as services:
        site = Calendar(services, Clock())
        site.post("access", "/v1/site", ACCESS)
        yield site


def test_no_log_says_a_name_a_purpose_or_a_card(site: Calendar) -> None:
    a_visit(site)
    what_is_refused(site)
    what_the_database_refuses(site)
    what_takes_long(site)
    what_is_asked_while_it_is_away(site)
    until(lambda: site.items("console", "/v1/incidents"), "the console has heard of the letter")

    files = [file for file in (site.running.parts.folder / "logs").rglob("*") if file.is_file()]
    assert {file.stem.split("-", 1)[-1] for file in files} >= LOGS
    lines = [(file.name, line) for file in files for line in file.read_text(errors="replace").splitlines()]
    assert [(name, line[:300]) for name, line in lines if SAID.search(line)] == []
    assert any("not committed" in line for _, line in lines)
    assert any("answered without the database" in line for _, line in lines)


def test_no_event_says_one_either(site: Calendar) -> None:
    a_visit(site)
    what_is_refused(site)
    until(lambda: site.items("console", "/v1/incidents"), "the console has heard of the letter")
    said = (NAME, EMPLOYER, PURPOSE, WHY, "201-60601", "60601")
    assert {place for place in site.naming("access", said) if place.startswith("outbox")} == set()
    assert site.naming("console", said) == set()


def asks(site: Calendar, method: str, path: str, body: Json | None = None, **query: str) -> int:
    """The status of the answer."""
    url, headers = site.running.url("access", path), site.running.headers("admin")
    return site.running.http.request(method, url, json=body, params=query, headers=headers).status_code


def shows(site: Calendar, door: str, direction: str, **credential: Any) -> Json:
    shown = {"format": "H10301", **CARD, **credential}
    return {"door": door, "direction": direction, "credential": shown, "at": rfc3339(site.at())}


def visit(site: Calendar, **otherwise: Any) -> Json:
    return {
        "person": "p-1", "sponsor": "agent-1", "purpose": PURPOSE, "zones": ["reception"], "escort": "none",
        "from": rfc3339(site.at(-60)), "until": rfc3339(site.at(3600)), **otherwise,
    }  # fmt: skip


def a_visit(site: Calendar) -> None:
    """All goes well."""
    assert asks(site, "POST", "/v1/people", PERSON) == 201
    assert asks(site, "POST", "/v1/visits", visit(site, badge=CARD)) == 201
    for direction in ("in", "out"):
        assert asks(site, "POST", "/v1/checks", shows(site, "door-main", direction)) == 200
        site.door("door-main", "opened", "closed")
    assert asks(site, "POST", "/v1/people/p-1/forgive", {"by": NAME, "why": WHY}) == 200
    assert asks(site, "GET", "/v1/people/p-1/data") == 200
    assert asks(site, "DELETE", "/v1/people/p-1/data") == 200


def what_is_refused(site: Calendar) -> None:
    """Taken, unknown, of another shape, asked for wrongly, of a door that is wrong about itself."""
    assert asks(site, "POST", "/v1/people", PERSON) == 409
    assert asks(site, "POST", "/v1/badges", {"person": "agent-1", **CARD}) == 409
    assert asks(site, "POST", "/v1/people", {**PERSON, NAME: EMPLOYER, "kind": NAME, "leaves_on": NAME}) == 422
    assert asks(site, "POST", "/v1/visits", visit(site, sponsor="nobody", zones=["nowhere"])) == 422
    assert asks(site, "GET", "/v1/people", None, name=NAME) == 422
    assert asks(site, "POST", "/v1/checks", shows(site, "door-main", "in", name=NAME)) == 422
    assert asks(site, "POST", "/v1/checks", shows(site, "nowhere", "in")) == 404
    told = {**shows(site, "nowhere", "in"), "id": "i-1", "kind": "offline_granted", "why": WHY, "by": NAME}
    assert asks(site, "POST", "/v1/door-signals", {"signals": [told]}) == 422


def what_the_database_refuses(site: Calendar) -> None:
    """A write that is at fault by itself: an error of ours, which the log tells of."""
    with admin(site) as client:
        access = client[site.running.database_of("access")]
        access.command("collMod", "people", validator={"name": {"$ne": f"{NAME} II"}})
    assert asks(site, "POST", "/v1/people", {**PERSON, "id": "p-2", "name": f"{NAME} II"}) == 500


def what_takes_long(site: Calendar) -> None:
    """The database would note a slow command with all its content; none is slow enough."""
    with admin(site) as client:
        assert client.admin.command("profile", -1)["slowms"] == NO_COMMAND_IS_SLOW


@contextmanager
def admin(site: Calendar) -> Iterator[MongoClient[Json]]:
    client: MongoClient[Json]
    with MongoClient(site.running.parts.database.admin_uri) as client:
        yield client


def what_is_asked_while_it_is_away(site: Calendar) -> None:
    """An exit is free all the same; the rest is told to come again."""
    with killed(site.running.parts.database):
        assert asks(site, "POST", "/v1/checks", shows(site, "door-main", "out")) == 200
        assert asks(site, "POST", "/v1/people", {**PERSON, "id": "p-4"}) == 503
    until(lambda: asks(site, "POST", "/v1/people", {**PERSON, "id": "p-4"}) == 201, "it is back")
