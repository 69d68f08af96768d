"""Exits are never refused: granted while the database is away, and recorded when it is back, exactly once."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from libs.testing.running import Parts, Running, until
from tests.integration.away import WAYS, killed, stopped, timed

Json = dict[str, Any]

SITE: Json = {
    "zones": [
        {"id": "street", "name": "Rue", "outdoors": True},
        {"id": "lobby", "name": "Accueil"},
        {"id": "hall-a", "name": "Salle A"},
    ],
    "doors": [
        {"id": "entrance", "name": "Entrée", "from": "street", "to": "lobby", "unlock_seconds": 7},
        {"id": "hall-door", "name": "Porte", "from": "lobby", "to": "hall-a"},
    ],
    "people": [{"id": "nadia", "name": "N.", "employer": "Ville de Paris", "kind": "staff"}],
    "badges": [{"person": "nadia", "facility": 75, "card": 1}],
    "rights": [{"person": "nadia", "zone": "lobby"}],
}
GRANTED = {"decision": "granted", "reason": "ok_exit_always_free", "person": None}


def exit_by(door: str, card: int = 1) -> Json:
    credential = {"format": "H10301", "facility": 75, "card": card}
    return {"door": door, "direction": "out", "credential": credential}


@dataclass
class Site:
    """Access's apis on parts of their own, which may be taken away."""

    running: Running
    keys: list[str] = field(default_factory=list)

    @property
    def database(self) -> Any:
        return self.running.database("access")

    @property
    def folder(self) -> Path:
        return self.running.parts.folder / "spool"

    def spooled(self) -> list[Path]:
        return sorted(self.folder.glob(f"{self.running.database_of('access')}.*"))

    def check(self, body: Json, key: str, api: str = "api") -> httpx.Response:
        return timed(lambda: self.running.post("access", "/v1/checks", body, "device", key, api))

    def granted(self, body: Json, key: str, api: str = "api") -> Json:
        answer = self.check(body, key, api)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def start(self, api: str = "api") -> None:
        self.running.start("access", api)

    def lives(self, api: str = "api") -> None:
        live = self.running.url("access", "/health/live", api)
        until(lambda: self.running.http.get(live).status_code == 200, f"{api} lives")

    def wait_entered(self) -> None:
        self.running.wait_ready()
        until(lambda: not self.spooled(), "all is entered")

    def told_of(self, check: str) -> list[str]:
        """The events of a check, in all that was ever committed."""
        pages = self.database.outbox.find({"events.key": check})
        return [e["type"].split(".")[3] for page in pages for e in page["events"] if e["key"] == check]

    def expect_recorded(self, told: Json, body: Json, key: str, person: str | None = "nadia") -> None:
        """Check, event and key, each once; the key's answer is what was told."""
        kept = self.running.get("access", f"/v1/checks/{told['id']}").json()
        assert (kept["person"], kept["door"], kept["reason"]) == (person, body["door"], "ok_exit_always_free")
        assert self.told_of(told["id"]) == ["badge-granted"]
        assert self.granted(body, key) == told


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with Parts.started(tmp_path_factory.mktemp("exits")) as parts:
        services = Running(parts, "services", ("access",))
        try:
            services.start("access", "api")
            services.wait_ready()
            assert services.post("access", "/v1/site", SITE).status_code == 200
            yield Site(services)
        finally:
            services.stop()


@pytest.fixture
def key() -> str:
    return uuid.uuid4().hex


@pytest.fixture
def second(site: Site) -> Iterator[str]:
    """One more api, for a story."""
    site.start("api-2")
    site.running.wait_ready()
    yield "api-2"
    if ("access", "api-2") in site.running.processes:
        site.running.end("access", "api-2")


@pytest.mark.parametrize("way", WAYS)
def test_an_exit_is_granted_at_once_and_recorded_later(site: Site, key: str, way: str) -> None:
    body = exit_by("entrance")
    site.granted(body, uuid.uuid4().hex)  # the door is known from now on
    with WAYS[way](site.running.parts.database):
        told = site.granted(body, key)
        assert told == {"id": told["id"], **GRANTED, "zone": "street", "unlock_seconds": 7}
        assert site.granted(body, key) == told
        assert site.check(exit_by("entrance", card=2), key).status_code == 409
        assert site.check({**body, "direction": "in"}, uuid.uuid4().hex).status_code == 503
        assert site.check({**body, "at": "2100-01-01T00:00:00Z"}, uuid.uuid4().hex).status_code == 422
        (file,) = site.spooled()
        assert [json.loads(line)["made"] for line in file.read_bytes().splitlines()] == [told["id"]]
    site.wait_entered()
    site.expect_recorded(told, body, key)


def test_what_was_answered_just_before_is_answered_again(site: Site, key: str) -> None:
    body = exit_by("entrance")
    told = site.granted(body, key)
    assert told["person"] == "nadia"
    with stopped(site.running.parts.database):
        assert site.granted(body, key) == told
        assert site.spooled() == []


def test_everybody_leaves_at_once(site: Site) -> None:
    body, keys = exit_by("entrance"), [uuid.uuid4().hex for _ in range(48)]
    with ThreadPoolExecutor(16) as doors, killed(site.running.parts.database):
        told = list(doors.map(lambda key: site.granted(body, key), keys))
    site.wait_entered()
    for key, one in zip(keys, told, strict=True):
        site.expect_recorded(one, body, key)


def test_a_door_that_nobody_has_read_yet_lets_out_all_the_same(site: Site, key: str) -> None:
    body = exit_by("hall-door", card=999)
    with killed(site.running.parts.database):
        told = site.granted(body, key)
    assert (told["zone"], told["unlock_seconds"]) == ("unknown", 5)
    site.wait_entered()
    site.expect_recorded(told, body, key, person=None)
    assert site.running.get("access", f"/v1/checks/{told['id']}").json()["zone"] == "lobby"


def test_a_door_that_does_not_exist_leaves_a_dead_letter(site: Site, key: str) -> None:
    body = exit_by("back-door")
    with killed(site.running.parts.database):
        told = site.granted(body, key)
    site.wait_entered()
    assert site.granted(body, key) == told
    assert site.running.get("access", f"/v1/checks/{told['id']}").status_code == 404
    letters = site.running.get("access", "/v1/dead-letters").json()["items"]
    (letter,) = [one for one in letters if one["key"] == told["id"]]
    assert (letter["stream"], letter["state"]) == ("/v1/checks", "waiting")
    assert letter["reason"].startswith("/door: no door")
    again = f"/v1/dead-letters/{letter['id']}/send-again"
    assert site.running.post("access", again, {}).status_code == 409
    door = {"id": "back-door", "name": "Arrière", "from": "street", "to": "lobby"}
    site.running.post("access", "/v1/site", {**SITE, "doors": [*SITE["doors"], door]})
    assert site.running.post("access", again, {}).json()["state"] == "applied"
    site.expect_recorded(told, body, key)


def test_two_apis_say_the_same(site: Site, second: str, key: str) -> None:
    body = exit_by("entrance")
    with stopped(site.running.parts.database):
        told = site.granted(body, key)
        assert site.granted(body, key, second) == told
    site.wait_entered()
    site.expect_recorded(told, body, key)


def test_what_a_dead_api_has_answered_another_records(site: Site, second: str, key: str) -> None:
    body = exit_by("entrance")
    with killed(site.running.parts.database):
        told = site.granted(body, key, second)
        site.running.kill("access", second)
        assert site.granted(body, key) == told
    site.wait_entered()
    site.expect_recorded(told, body, key)


def test_killed_between_the_answer_and_its_record(site: Site, key: str) -> None:
    """The api is started again while the database is still away: it lets people out, and knows what was told."""
    body, later = exit_by("entrance"), uuid.uuid4().hex
    with killed(site.running.parts.database):
        told = site.granted(body, key)
        site.running.kill("access", "api")
        site.start()
        site.lives()
        assert site.granted(body, key) == told
        told_later = site.granted(body, later)
    site.wait_entered()
    site.expect_recorded(told, body, key)
    site.expect_recorded(told_later, body, later)


def test_killed_between_the_record_and_the_spool(site: Site, key: str) -> None:
    """What was recorded is found in the spool again."""
    body = exit_by("entrance")
    with killed(site.running.parts.database):
        told = site.granted(body, key)
        (file,) = site.spooled()
        spooled = file.read_bytes()
    site.wait_entered()
    site.running.kill("access", "api")
    file.write_bytes(spooled)
    checks = site.database.checks.count_documents({})
    site.start()
    site.wait_entered()
    assert site.database.checks.count_documents({}) == checks
    site.expect_recorded(told, body, key)


def test_a_torn_last_line_was_never_answered(site: Site, key: str) -> None:
    body = exit_by("entrance")
    with killed(site.running.parts.database):
        told = site.granted(body, key)
        site.running.kill("access", "api")
        (file,) = site.spooled()
        with file.open("ab") as torn:
            torn.write(file.read_bytes()[:100])
        site.start()
        site.lives()
        assert site.granted(body, key) == told
    site.wait_entered()
    site.expect_recorded(told, body, key)


def test_an_exit_is_granted_without_a_disk_too(site: Site, key: str) -> None:
    """Nothing is left of it but a line in the log."""
    body, log = exit_by("entrance"), site.running.processes["access", "api"].log
    with killed(site.running.parts.database):
        aside = site.folder.rename(site.folder.with_name("aside"))
        site.folder.write_text("no folder")
        told = site.granted(body, key)
        site.folder.unlink()
        aside.rename(site.folder)
    site.wait_entered()
    (line,) = [line for line in log.read_text().splitlines() if "answered and not kept" in line]
    assert told["id"] in line
