"""The chain holds whatever happens to the relay, and whatever expires."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from kafka.errors import KafkaError
from pymongo.errors import PyMongoError

from libs.audit import verify_chain
from libs.bus.verify import Check
from libs.bus.verify_chain import chain
from libs.store import FenceLost, OutcomeUnknown, Unavailable
from libs.testing.crash import HOWS, CrashPort, How, Killed, break_each_step
from libs.testing.running import Parts
from libs.testing.walk import Walk
from tests.integration.audit.house import House, pretend_it_expired

KEPT = timedelta(days=90)


@pytest.fixture
def mortal(parts: Parts, tmp_path: Path) -> Iterator[House]:
    """A house whose events are kept for 90 days."""
    walk = Walk(parts, keep=KEPT)
    yield House(walk, tmp_path)
    walk.close()


def test_ordinary_work(house: House) -> None:
    assert house.audit() == (True, 0, None)
    walk = house.walk
    for _ in range(3):
        walk.add(walk.spread("k", 5))
        walk.add(walk.spread("other", 2))
        house.number()
        assert house.sign()
    assert house.audit() == (True, 21, None)
    assert chain(walk.source, house.kept) == Check("chain", "21 events are as they were chained, and signed", [])
    assert not house.sign()  # nothing has moved since
    assert len(house.lines()) == 3


def test_expiry_changes_no_link(mortal: House) -> None:
    walk = mortal.walk
    walk.add(walk.spread("k", 6))
    mortal.number()
    mortal.sign()
    links = [page["link"] for page in mortal.pages()]
    walk.forward(KEPT + timedelta(days=1))
    assert walk.expire() == 6
    assert mortal.audit() == (True, 6, None)  # that it was done has no number yet
    mortal.number()
    mortal.sign()
    assert mortal.audit() == (True, 7, None)
    assert [page["link"] for page in mortal.pages()] == links


def test_one_more_than_has_expired(mortal: House) -> None:
    """Who expires what is too young hides behind nothing that has."""
    walk = mortal.walk
    mortal.write("first", "second")
    walk.forward(KEPT + timedelta(days=1))
    assert walk.expire() == 2
    mortal.write("third")
    mortal.sign()
    pages = mortal.pages()
    pretend_it_expired(pages)
    mortal.put(pages)
    assert mortal.breach().startswith("count/0: what was under 3 is gone as if it had expired: 3 of")


def test_the_lease_is_taken_over(house: House) -> None:
    """The second relay goes on from the first one's links; the first, who does not know, changes nothing."""
    walk, (a, b) = house.walk, house.walk.spread("k", 2)
    one, other = walk.new_relay(), walk.new_relay()
    for relay in (one, other) * 3:
        walk.add([a, b])
        walk.source.db.relay.update_one({"_id": "lease"}, {"$unset": {"until": ""}})
        relay.turn()  # it takes the lease to be its own still
        relay.turn()
    assert house.audit() == (True, 12, None)
    one.stop()
    other.stop()


def test_a_record_from_before_there_were_chains(house: House) -> None:
    """The chain begins at the counter's present number."""
    house.write("first", "second")
    db = house.walk.source.db
    db.outbox.update_many({}, {"$unset": {"link": ""}})
    db.relay.update_many({}, {"$unset": {"link": "", "chained_from": ""}})
    assert house.audit() == (True, 0, None)
    house.walk.restart()
    house.write("third")
    house.sign()
    counter = db.relay.find_one({"_id": house.place})
    assert counter is not None
    assert counter["chained_from"] == 3
    assert house.audit() == (True, 1, None)
    assert [event.sequence for event in house.walk.record.all(house.walk.topic.name, 0)] == [1, 2, 3]


@pytest.mark.parametrize("how", HOWS)
def test_any_step_of_the_relay_may_break(parts: Parts, how: How) -> None:
    port = CrashPort()
    walk = Walk(parts, port)
    at = break_each_step(lambda at: _broken_at(walk, port, at, how))
    walk.close()
    assert at > 12


def _broken_at(walk: Walk, port: CrashPort, at: int, how: How) -> bool:
    walk.restart()
    port.at = None
    walk.add(walk.spread(f"at{at}", 3))
    port.crash_at(at, how)
    try:
        walk.relay()
    except Killed:
        walk.restart()
    except (PyMongoError, KafkaError, Unavailable, OutcomeUnknown, FenceLost):
        pass
    hit, port.at = port.hit, None
    walk.drain()
    assert verify_chain(walk.source, None) == (True, 3 * at, None), f"{how} at step {at}"
    return hit
