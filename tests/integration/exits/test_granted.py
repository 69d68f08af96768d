"""Exits are never refused: granted while the database is away, and recorded when it is back, exactly once."""

from __future__ import annotations

import json
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.integration.away import WAYS, killed, stopped
from tests.integration.exits.house import GRANTED, SITE, Site, exit_by


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


def test_an_exit_is_granted_without_a_disk_too(site: Site, key: str) -> None:
    """Nothing is left of it but a line in the log."""
    body, log = exit_by("entrance"), site.running.processes["access", "api"].log
    with killed(site.running.parts.database):
        aside = site.folder.rename(site.folder.with_name("aside"))
        site.folder.write_text("no folder")
        try:
            told = site.granted(body, key)
        finally:
            site.folder.unlink()
            aside.rename(site.folder)
    site.wait_entered()
    (line,) = [line for line in log.read_text().splitlines() if "answered and not kept" in line]
    assert told["id"] in line
