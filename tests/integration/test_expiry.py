"""What is not to be kept is let go of: its number stays, nobody stalls, and what was made of it can be made again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from pymongo.errors import PyMongoError

from libs.bus.handlers import Handler
from libs.bus.verify import outbox
from libs.events import Envelope, replace
from libs.events.expired import Left, what_is_left
from libs.store import FenceLost, OutcomeUnknown, Unavailable, record_expired
from libs.store.expiry import Expiry
from libs.store.letter import EXPIRED
from libs.testing.crash import HOWS, CrashPort, How, Killed, break_each_step
from libs.testing.running import Parts
from libs.testing.walk import Heard, Walk

DAY = timedelta(days=1)
KEPT = 90 * DAY


@pytest.fixture
def mortal(parts: Parts) -> Iterator[Walk]:
    """A walk whose events are kept for 90 days."""
    walking = Walk(parts, keep=KEPT)
    yield walking
    walking.close()


def recorded(walk: Walk) -> list[Envelope]:
    return [event for partition in (0, 1) for event in walk.record.all(walk.topic.name, partition)]


def expiries(walk: Walk) -> list[Expiry]:
    found: list[Expiry] = walk.source.unit().expiries.where()
    return found


def test_a_number_and_a_hash_stay(mortal: Walk) -> None:
    walk = mortal
    a, b = walk.spread("k", 2)
    # day 0
    walk.add([a, b, a], text="who was where")
    walk.drain()
    said = recorded(walk)
    # day 89
    walk.forward(89 * DAY)
    walk.add([a])
    walk.drain()
    assert walk.expire() == 0
    # day 91
    walk.forward(2 * DAY)
    assert walk.expire() == 3

    left = [event for event in recorded(walk) if event.is_expired]
    assert [(e.partition, e.sequence, e.time) for e in left] == [(e.partition, e.sequence, e.time) for e in said]
    assert {(e.subject, e.traceparent, e.hop) for e in left} == {("expired", "", "")}
    assert {e.id for e in left}.isdisjoint(e.id for e in said)
    assert [msgspec.json.decode(e.data, type=Left).type for e in left] == [walk.counted.type] * 3
    assert [e.data for e in left] == [what_is_left(e.id, e.type, e.subject, e.time, e.data) for e in said]
    assert [(e.id, e.count) for e in expiries(walk)] == [(walk.counted.type, 3)]
    assert b"who was where" not in b"".join(bytes(row["data"]) for p in pages(walk) for row in p["events"])
    assert outbox(walk.source).breaches == []
    assert walk.expire() == 0
    assert walk.places() == walk.expected()
    assert walk.breaches() == []


def pages(walk: Walk) -> list[dict[str, Any]]:
    return list(walk.source.db.outbox.find({"topic": walk.topic.name}))


def test_what_shares_a_page_waits_for_its_own_time(mortal: Walk) -> None:
    walk = mortal
    a = walk.spread("k", 1)[0]

    def decide(unit: Any) -> None:
        walk.change(unit, [a])
        walk.forward(DAY)
        tally = replace(unit.tallies.get(a), changes=2)
        unit.save((tally, [walk.counted(time=walk.source.now(), count=a, place=2)]))

    walk.source.run(decide)
    walk.drain()
    walk.forward(KEPT - DAY + timedelta(hours=1))
    assert walk.expire() == 1
    assert [event.is_expired for event in recorded(walk)] == [True, False]
    walk.forward(DAY)
    assert walk.expire() == 1
    assert [event.is_expired for event in recorded(walk)] == [True, True]
    assert [expiry.count for expiry in expiries(walk)] == [2]


def test_what_has_no_number_yet_is_kept(mortal: Walk) -> None:
    walk = mortal
    walk.add(walk.spread("k", 1))
    walk.forward(KEPT + DAY)
    assert walk.expire() == 0
    walk.drain()
    assert walk.expire() == 1
    assert walk.places() == walk.expected()


def test_who_comes_late_passes_over_it(mortal: Walk) -> None:
    """The topic is gone and with it what the sink had not read; the record says what is left."""
    walk = mortal
    a, b = walk.spread("k", 2)
    walk.add([a, b])
    walk.drain()
    walk.add([a, b, b])
    walk.relay()
    walk.forward(KEPT + DAY)
    walk.expire()
    walk.restart()
    walk.wipe(made_again=True)
    walk.add([a, b])
    walk.drain()
    assert walk.places() == {a: (1, 3), b: (1, 4)}
    assert walk.letters() == []
    assert walk.sink.sometimes["expired_passed_over"] == 3
    assert walk.breaches(wiped=True) == []


def test_a_forgery_of_what_is_left_hides_nothing(mortal: Walk) -> None:
    walk = mortal
    a = next(key for key in walk.spread("k", 2) if walk.event(key, 1).partition == 0)
    walk.add([a])
    walk.relay()
    true = recorded(walk)[0]
    data = what_is_left(true.id, true.type, true.subject, true.time, b"{}")
    forged = replace(true, type="fr.chapelle.walk.expired.v1", subject="expired", data=data)
    walk.hear_events([forged])
    assert walk.places() == {a: (1,)}
    assert [letter.reason[:50] for letter in walk.letters()] == ["not what walk said under its number: no event fr.c"]


def test_a_letter_is_of_the_true_event_though_that_has_expired(mortal: Walk) -> None:
    walk = mortal
    a = walk.spread("k", 1)[0]
    walk.add([a])
    walk.relay()
    events = recorded(walk)
    walk.forward(KEPT + DAY)
    walk.expire()
    walk.poison.add(a)
    walk.hear_events(events)
    walk.poison.clear()
    assert [(letter.key, letter.state) for letter in walk.letters()] == [(a, "waiting")]  # its key waits behind it
    walk.decide(walk.letters()[0].id, "requested")
    walk.settle()
    assert walk.places() == {a: (1,)}


def test_an_undecided_letter_is_kept_no_longer_than_its_event(mortal: Walk) -> None:
    """It is discarded by rule, and who waited behind it goes on."""
    walk = mortal
    a, b = walk.spread("k", 2)
    # day 0: nobody decides
    walk.poison |= {a, b}
    walk.add([a, b], text="who was where")
    walk.drain()
    # day 1: one more behind the first; the other is sent again
    walk.forward(DAY)
    walk.add([a])
    walk.drain()
    walk.poison.clear()
    walk.decide(next(letter.id for letter in walk.letters() if letter.key == b), "requested")
    walk.settle()
    assert walk.let_go() == 0
    # day 90
    walk.forward(KEPT - DAY)
    walk.expire()
    assert walk.let_go() == 2
    assert walk.let_go() == 0

    walk.settle()
    told = [(letter.key, letter.state, letter.whole, letter.why) for letter in walk.letters()]
    assert sorted(told) == [
        ("expired", "applied", False, EXPIRED),
        ("expired", "discarded", False, EXPIRED),
        (a, "applied", True, ""),
    ]
    assert b"who was where" not in b"".join(letter.value for letter in walk.letters())
    assert {id: len(places) for id, places in walk.places().items()} == {a: 1, b: 1}


def test_a_letter_that_expires_behind_another_is_discarded_in_its_turn(mortal: Walk) -> None:
    walk = mortal
    a = walk.spread("k", 1)[0]
    walk.poison.add(a)
    walk.add([a])
    walk.drain()
    walk.add([a])
    walk.drain()
    walk.poison.clear()
    walk.forward(KEPT + DAY)
    walk.expire()
    assert walk.let_go() == 2
    assert sorted(letter.state for letter in walk.letters()) == ["discarding", "waiting"]
    walk.settle()
    assert [(letter.key, letter.state) for letter in walk.letters()] == [("expired", "discarded")] * 2
    walk.add([a])
    walk.drain()
    assert len(walk.places()[a]) == 1


GONE = "gone"


class Forgetting:
    """A sink that keeps the seconds of each count's changes, and forgets those that it is told have expired."""

    def book(self, event: Any, unit: Any) -> None:
        gone, at = unit.heard.get(GONE), int(event.time.timestamp())
        if gone is None or at >= gone.places[0]:
            heard = unit.heard.get(event.count) or Heard(event.count)
            unit.put(replace(heard, places=(*heard.places, at)))

    def forget(self, event: Any, unit: Any) -> None:
        before = int(event.before.timestamp())
        for heard in unit.heard.where():
            young = tuple(at for at in heard.places if at >= before)
            if young:
                unit.put(replace(heard, places=young))
            else:
                unit.remove(heard)
        unit.put(Heard(GONE, (before,)))


def test_who_forgets_when_told_so_can_be_made_again(parts: Parts) -> None:
    """Whatever it hears first: the replay, which finds what is left, makes the same."""
    walk, worker = Walk(parts, projection=True, keep=KEPT), Forgetting()
    told: Any = record_expired("walk")
    walk.applier.handlers.add(Handler("forget", told))
    walk.applier.reader.known[told.topic.name] = {told.type}
    a, b, c = walk.spread("k", 3)
    # day 0
    walk.add([a, b])
    walk.relay()
    walk.applier.apply_record(worker, walk.topic.name, 0)
    late = recorded(walk)  # partition 1 is not read for long
    # day 91
    walk.forward(91 * DAY)
    walk.add([b, c])
    walk.expire()
    walk.relay()
    walk.applier.apply_record(worker, told.topic.name, 0)
    walk.applier.take_over(walk.topic.name, 1)
    one = [event for event in [*late, *recorded(walk)] if event.partition == 1 and not event.is_expired]
    walk.applier.apply(worker, walk.topic.name, 1, walk.as_raws(one))
    walk.applier.apply_record(worker, walk.topic.name, 0)

    compared = walk.new_replay(worker=worker).try_out().compared

    assert {id: len(seconds) for id, seconds in walk.places().items()} == {GONE: 1, b: 1, c: 1}
    assert compared is not None
    assert compared.same, compared.shown
    walk.close()


def test_originals_of_letters_and_ids_go_too(mortal: Walk) -> None:
    walk = mortal
    a, b = walk.spread("k", 2)
    walk.poison |= {a, b}
    walk.add([a, b])
    walk.drain()
    waiting = {letter.key: letter.id for letter in walk.letters()}
    walk.decide(waiting[a], "discarding")
    walk.settle()
    for days in (0, 399, 401):
        walk.sink.db.taken.insert_one({"_id": f"day {days}", "at": walk.sink.now() - days * DAY})
        walk.sink.db.idempotency.insert_one({"_id": f"day {days}", "at": walk.sink.now() - days * DAY})

    assert walk.let_go() == 1 + 2  # an id of 401 days, keys of 399 and 401
    walk.forward(91 * DAY)
    assert walk.let_go() == 1 + 1  # the letter that was decided on; the id that is 399 + 91 days old by now

    kept = {letter.key: (letter.whole, bool(letter.value), letter.state) for letter in walk.letters()}
    assert kept == {a: (False, False, "discarded"), b: (True, True, "waiting")}
    assert [found["_id"] for found in walk.sink.db.taken.find()] == ["day 0"]
    assert [found["_id"] for found in walk.sink.db.idempotency.find()] == ["day 0"]


STEPS = ["store.read", "store.read", "store.write", "store.commit"]
STEPS += ["store.read", "store.read", "retention.read", "retention.read"]
"""What has expired, what had of its type; pages, counts, the event that says so; letters; ids; keys."""


@pytest.mark.parametrize("how", HOWS)
def test_any_step_may_break(parts: Parts, how: How) -> None:
    port = CrashPort()
    walk = Walk(parts, port, keep=KEPT)
    at = break_each_step(lambda at: _broken_at(walk, port, at, how))
    walk.close()
    assert at > len(STEPS)


def _broken_at(walk: Walk, port: CrashPort, at: int, how: How) -> bool:
    walk.add(walk.spread(f"at{at}", 3))
    walk.drain()
    walk.forward(KEPT + DAY)
    port.crash_at(at, how)
    try:
        walk.expire()
        if not port.hit:
            assert port.steps == STEPS
    except (Killed, PyMongoError, Unavailable, OutcomeUnknown, FenceLost):
        pass
    hit, port.at = port.hit, None
    while walk.expire():
        pass
    assert [expiry.count for expiry in expiries(walk)] == [3 * at], f"{how} at step {at}"
    assert all(event.is_expired for event in recorded(walk))
    assert outbox(walk.source).breaches == []
    assert walk.breaches() == []
    return hit
