"""The network drops what is sent, and nobody is told: doors are answered all the same, then and when it is whole."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest

from libs.testing.running import until
from libs.testing.wire import Wire
from tests.integration.exits.house import GRANTED, Site, exit_by

LEAVES = exit_by("entrance")
ENTERS = {**LEAVES, "direction": "in"}


@pytest.fixture
def wire(site: Site) -> Iterator[Wire]:
    wire = Wire(site.running.parts.database.port)
    yield wire
    wire.close()


@pytest.fixture
def far(site: Site, wire: Wire) -> Site:
    """The same site, by an api at the other end of the wire."""
    running, port = site.running, site.running.parts.database.port
    address = running.environment("access", "api")["CHAPELLE_MONGO"]
    running.start("access", "api-far", CHAPELLE_MONGO=address.replace(f":{port}/", f":{wire.port}/"))
    running.wait_ready()
    return site


def test_nobody_waits_at_a_door(far: Site, wire: Wire, key: str) -> None:
    assert far.check(ENTERS, uuid.uuid4().hex, "api-far").json()["reason"] == "ok"
    with wire.cut():
        for _ in range(3):
            refused = far.check(ENTERS, uuid.uuid4().hex, "api-far")
            assert (refused.status_code, refused.headers["retry-after"]) == (503, "1")
        told = far.granted(LEAVES, key, "api-far")
        assert told == {"id": told["id"], **GRANTED, "zone": "street", "unlock_seconds": 7}

    def entered() -> bool:
        """Meanwhile every answer comes in time, whatever it is."""
        answer = far.check(ENTERS, uuid.uuid4().hex, "api-far")
        assert answer.status_code in (200, 503)
        return answer.status_code == 200

    until(entered, "the door lets in again")
    until(lambda: not far.spooled(), "the exit is entered")
    far.expect_recorded(told, LEAVES, key)
