"""Exits that were granted while the database was away: whoever dies meanwhile, they are recorded, once."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest

from tests.integration.away import killed, stopped
from tests.integration.exits.house import Site, exit_by


@pytest.fixture
def second(site: Site) -> Iterator[str]:
    """One more api, for a story."""
    site.start("api-2")
    site.running.wait_ready()
    yield "api-2"
    if ("access", "api-2") in site.running.processes:
        site.running.end("access", "api-2")


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
