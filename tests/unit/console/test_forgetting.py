"""What has expired at its source is forgotten here, too: copies, refusals, and what people said of incidents."""

from __future__ import annotations

import asyncio

from hypothesis import given
from hypothesis import strategies as st

from libs.events import rfc3339
from libs.events.expired import what_is_left
from libs.store import Timer
from services.console.domain.incident import Word
from services.console.events import WORDS
from services.console.forgetting import COPIES, SOME, WORDS_OVER, forget_copies, forget_words
from services.console.stream.tail import Tail
from tests.unit.console.desk import NOW, Desk, at
from tests.unit.console.test_stream import History, seen

DENIED = "fr.chapelle.access.badge-denied.v1"


def denied(desk: Desk, clock: str, person: str) -> None:
    id = f"of-{person}"
    desk.hears(clock, "access.badge-denied", id, check=id, door="d", zone="z", person=person, reason="no")


def expires(desk: Desk, type: str, before: str) -> None:
    """Access says so, and what is due then is done."""
    desk.hears("23:00:00", "access.record-expired", type, event_type=type, before=rfc3339(at(before)), count=1)
    while (timer := desk.unit.due_timers.get(f"{COPIES}:{type}")) is not None:
        desk.unit.remove(timer)
        forget_copies(timer, desk.unit)


def kept(desk: Desk) -> str:
    return "".join(seen.line() for seen in desk.unit.seen.where())


def refused(desk: Desk) -> list[str | None]:
    refusals = desk.unit.refusals.get("last")
    return [one.person for one in refusals.refused] if refusals else []


def test_of_what_has_expired_its_position_and_a_hash_stay() -> None:
    desk = Desk()
    denied(desk, "09:00:00", "ada")
    denied(desk, "10:00:00", "bob")
    first = desk.unit.seen.where()[0]
    expires(desk, DENIED, "09:30:00")

    left, other, _ = desk.unit.seen.where()
    assert (left.position, left.at, left.sequence) == (first.position, first.at, first.sequence)
    assert (left.type, left.subject) == ("fr.chapelle.access.expired.v1", "expired")
    assert left.data.encode() == what_is_left(first.event, DENIED, first.subject, first.at, first.data.encode())
    assert "ada" not in kept(desk)
    assert other.type == DENIED
    assert refused(desk) == ["bob"]


def test_what_comes_after_it_has_expired_is_kept_forgotten() -> None:
    desk = Desk()
    expires(desk, DENIED, "09:30:00")
    denied(desk, "09:00:00", "ada")
    denied(desk, "09:30:00", "bob")
    assert ("ada" in kept(desk), "bob" in kept(desk)) == (False, True)
    assert refused(desk) == ["bob"]


def test_an_older_word_brings_nothing_back_and_other_types_are_not_meant() -> None:
    desk = Desk()
    expires(desk, DENIED, "09:30:00")
    expires(desk, DENIED, "08:00:00")
    expires(desk, "fr.chapelle.access.badge-granted.v1", "11:00:00")
    denied(desk, "09:00:00", "ada")
    denied(desk, "10:00:00", "bob")
    assert ("ada" in kept(desk), refused(desk)) == (False, ["bob"])


HOURS = range(8, 14)
TOLD = [("denied", hour) for hour in HOURS] + [("expired", hour) for hour in HOURS[:4]]


@given(st.permutations(TOLD), st.integers(0, len(TOLD)))
def test_in_whatever_order_it_comes_the_same_is_left(told: list[tuple[str, int]], twice: int) -> None:
    """Late, and some of it twice: what is left is what has happened since the newest expiry."""
    desk = Desk()
    for kind, hour in (*told, *told[:twice]):
        if kind == "denied":
            denied(desk, f"{hour:02}:00:00", f"p{hour}")
        else:
            expires(desk, DENIED, f"{hour:02}:00:00")
    assert {hour for hour in HOURS if f"of-p{hour}" in kept(desk)} == {11, 12, 13}
    assert set(refused(desk)) == {"p11", "p12", "p13"}


def test_however_many_they_are_some_at_a_time() -> None:
    desk = Desk()
    for n in range(SOME + 1):
        denied(desk, "09:00:00", f"p{n}")
    desk.hears("10:00:00", "access.record-expired", DENIED, event_type=DENIED, before=rfc3339(at("09:30:00")), count=1)
    for left in (1, 0):
        timer = desk.unit.due_timers.need(f"{COPIES}:{DENIED}")
        desk.unit.remove(timer)
        forget_copies(timer, desk.unit)
        assert sum(seen.type == DENIED for seen in desk.unit.seen.where()) == left
    assert desk.unit.due_timers.get(f"{COPIES}:{DENIED}") is None


def test_what_people_said_of_an_incident_is_forgotten_some_time_after_it() -> None:
    desk = Desk()
    desk.hears("09:00:00", "access.door-forced", "door-1")
    incident = desk.incident("door-forced", "door-1")
    desk.decides(incident.acknowledge("ada", "bob was there", 1, at("09:01:00")))
    desk.hears("09:02:00", "access.letter-waiting", "l-1", reason="no person bob", event_type="x")
    desk.hears("09:03:00", "access.letter-cleared", "l-1", how="applied")
    desk.decides(desk.incident("door-forced", "door-1").resolve("ada", "bob", 2, at("09:05:00")))

    timers = {timer.name: timer for timer in desk.unit.due_timers.where()}
    assert timers[WORDS_OVER].due == at("09:03:00") + WORDS  # of the letter; a person's word is kept by the api's unit
    forget_words(timers[WORDS_OVER], desk.unit)
    letter = desk.incident("letter-waiting", "access")
    assert (letter.detail, letter.over) == ("", Word("fr.chapelle.access.letter-cleared.v1", "", at("09:03:00")))

    forced = desk.incident("door-forced", "door-1")
    forget_words(Timer("t", WORDS_OVER, forced.id, NOW + WORDS), desk.unit)
    forced = desk.incident("door-forced", "door-1")
    assert (forced.taken, forced.over) == (Word("", "", at("09:01:00")), Word("", "", at("09:05:00")))
    assert (forced.state, forced.rule, forced.subject) == ("resolved", "door-forced", "door-1")


def test_what_is_remembered_for_streams_goes_at_once() -> None:
    async def story() -> list[str]:
        history = History(*(seen(n) for n in range(1, 4)))
        tail = Tail(history.page, history.state)
        async with tail:
            history.events.append(seen(4, "access.badge-denied", "ada"))
            await tail.news(3, 5)
            history.events.append(seen(5, "access.record-expired", DENIED))
            await tail.news(4, 5)
            history.events[3] = history.events[3].expired()
            return [row.subject for row in await tail.read(3)]

    assert asyncio.run(story()) == ["expired", DENIED]
