"""What is left after a drain, as the databases and the log hold it, and the history that it tells."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from libs.bus.plan import Raw
from libs.events import Topic, replace
from libs.store import envelopes, to_pages
from libs.store.expiry import left_of
from libs.store.pages import Page
from libs.store.unit import Raised
from libs.testing.history import Applied, Committed, Intended, Kept, Numbered, Published, Stood, Wiped, check
from libs.testing.history.remains import Records, Remains, history_of
from libs.testing.toys.counter.events import Counted

NINE = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TOPIC = Topic("counter", "count", partitions=4)
NAME = "chapelle.counter.count.v1"
STREAM = f"{NAME}/3"  # "hall" and "rack" are both in partition 3 of 4


def pages(unit: str, stamp: int, *facts: tuple[str, int], first: int | None = None) -> list[Page]:
    """What one unit leaves in the outbox; `first`: the number that the relay gave to its first fact."""
    events = [Counted(time=NINE, count=key, by=1, total=place, place=place) for key, place in facts]
    raised = [Raised(event, "counts", event.encode(), f"{unit}-{at}", "", "") for at, event in enumerate(events)]
    return [page if first is None else {**page, "first": first} for page in to_pages(raised, stamp, unit)]


def log_of(outbox: Sequence[Page]) -> Records:
    """The log when every numbered page was sent once."""
    events = [event for page in outbox if "first" in page for event in envelopes(page)]
    return {
        (NAME, 3): [
            Raw(offset, event.subject.encode(), event.data, tuple(event.headers()), 0.0)
            for offset, event in enumerate(events)
        ]
    }


OUTBOX = [
    *pages("u1", 1, ("hall", 1), ("rack", 1), first=1),
    *pages("u2", 2, ("hall", 2), first=3),
]
DRAINED = Remains(
    topic=TOPIC,
    consumer="ledger",
    outbox=OUTBOX,
    log=log_of(OUTBOX),
    positions=[{"_id": STREAM, "next": 4, "offset": 3}, {"_id": "chapelle.power.meter.v1/3", "next": 99, "offset": 98}],
    letters=[],
    effects=[("rack", 1), ("hall", 1), ("hall", 2)],
    asked={("hall", 1): True, ("hall", 2): True, ("hall", 3): False},
)


def found(left: Remains) -> list[tuple[str, str]]:
    """Kind and place of what is wrong with the history that these remains tell."""
    return [(str(breach.kind), breach.where.removeprefix(NAME).strip()) for breach in check(history_of(left))]


def test_every_line_says_what_is_known_of_it() -> None:
    history = history_of(DRAINED)
    hashes = {(line.key, line.place): line.hash for line in history if isinstance(line, Numbered)}
    assert len(set(hashes.values())) == 3
    assert [line for line in history if isinstance(line, Committed)] == [
        Committed(topic=NAME, partition=3, key="hall", place=1, unit="u1", stamp=1),
        Committed(topic=NAME, partition=3, key="rack", place=1, unit="u1", stamp=1),
        Committed(topic=NAME, partition=3, key="hall", place=2, unit="u2", stamp=2),
    ]
    last = hashes["hall", 2]
    assert [line for line in history if getattr(line, "key", "") == "hall" and getattr(line, "place", 0) == 2] == [
        Intended(topic=NAME, key="hall", place=2, acknowledged=True),
        Committed(topic=NAME, partition=3, key="hall", place=2, unit="u2", stamp=2),
        Numbered(topic=NAME, partition=3, key="hall", place=2, unit="u2", sequence=3, hash=last),
        Published(topic=NAME, partition=3, key="hall", place=2, unit="u2", sequence=3, hash=last),
        Applied(topic=NAME, partition=3, key="hall", place=2, unit="u2", sequence=3, consumer="ledger"),
    ]
    assert [line for line in history if isinstance(line, Stood)] == [
        Stood(consumer="ledger", topic=NAME, partition=0, next=1),
        Stood(consumer="ledger", topic=NAME, partition=1, next=1),
        Stood(consumer="ledger", topic=NAME, partition=2, next=1),
        Stood(consumer="ledger", topic=NAME, partition=3, next=4),
    ]


def test_a_drained_platform_is_clean() -> None:
    assert found(DRAINED) == []


def test_a_page_without_a_number_is_on_its_way() -> None:
    waiting = pages("u3", 3, ("hall", 3))
    assert found(replace(DRAINED, outbox=[*OUTBOX, *waiting])) == [("unseen", "hall:3")]


def test_what_was_acknowledged_is_in_the_outbox() -> None:
    assert found(replace(DRAINED, asked={("gate", 1): True, ("gate", 2): False})) == [("lost", "gate:1")]


def test_a_key_holds_no_more_than_was_asked_of_it() -> None:
    assert found(replace(DRAINED, asked={("hall", 1): True})) == [("phantom", "hall:2")]


def test_an_effect_of_nothing() -> None:
    assert found(replace(DRAINED, effects=[*DRAINED.effects, ("hall", 3)])) == [("phantom", "hall:3")]


def test_an_effect_heard_twice_and_one_not_heard() -> None:
    assert found(replace(DRAINED, effects=[("hall", 1), ("hall", 2), ("hall", 2)])) == [
        ("duplicated", "/3#3"),
        ("lost", "/3#2"),
    ]


def test_a_partition_that_was_never_taken() -> None:
    assert found(replace(DRAINED, positions=[], effects=[])) == [
        ("unseen", "/3#1"),
        ("unseen", "/3#2"),
        ("unseen", "/3#3"),
    ]


def test_a_record_whose_bytes_are_others() -> None:
    first, *others = DRAINED.log[NAME, 3]
    changed = Raw(3, first.key, b'{"count":"hall","by":9,"total":9,"place":1}', first.headers, 0.0)
    assert found(replace(DRAINED, log={(NAME, 3): [first, *others, changed]})) == [("other bytes", "/3#1")]


def test_a_record_that_was_never_said() -> None:
    forged = log_of(pages("u9", 9, ("hall", 9), first=9))[NAME, 3]
    assert found(replace(DRAINED, log={(NAME, 3): [*DRAINED.log[NAME, 3], *forged]})) == [("phantom", "/3#9")]


def test_a_record_that_is_no_event_is_nobodys_fact() -> None:
    noise = Raw(3, b"hall", b"\xff", (), 0.0)
    assert found(replace(DRAINED, log={(NAME, 3): [*DRAINED.log[NAME, 3], noise]})) == []


def test_a_record_that_lost_its_headers_is_missing() -> None:
    first, second, third = DRAINED.log[NAME, 3]
    bare = Raw(1, second.key, second.value, (), 0.0)
    assert found(replace(DRAINED, log={(NAME, 3): [first, bare, third]})) == [("gap", "/3#2")]


def test_a_wiped_log_may_begin_late() -> None:
    tail = {(NAME, 3): DRAINED.log[NAME, 3][1:]}
    assert found(replace(DRAINED, log=tail)) == [("gap", "/3#1")]
    wiped = replace(DRAINED, log=tail, wiped=True)
    assert found(wiped) == []
    assert Wiped(topic=NAME) in history_of(wiped)


@pytest.mark.parametrize("state", ["waiting", "requested", "discarding", "discarded"])
def test_a_letter_is_no_loss(state: str) -> None:
    letter = {"stream": STREAM, "place": 2, "key": "rack", "state": state}
    left = replace(DRAINED, effects=[("hall", 1), ("hall", 2)], letters=[letter])
    assert [line.discarded for line in history_of(left) if isinstance(line, Kept)] == [state == "discarded"]
    assert found(left) == []


def test_a_letter_that_was_applied_must_have_its_effect() -> None:
    letter = {"stream": STREAM, "place": 2, "key": "rack", "state": "applied"}
    left = replace(DRAINED, effects=[("hall", 1), ("hall", 2)], letters=[letter])
    assert found(left) == [("lost", "/3#2")]


def test_the_letter_of_a_bad_record_is_nobodys_fact() -> None:
    letter = {"stream": STREAM, "place": 2, "key": "", "state": "waiting"}
    assert [line for line in history_of(replace(DRAINED, letters=[letter])) if isinstance(line, Kept)] == []


def expired(outbox: Sequence[Page], place: int) -> list[Page]:
    """The outbox after its first page's event at this place has expired."""
    rows = [*outbox[0]["events"]]
    rows[place] = left_of(rows[place], "counter")
    return [{**outbox[0], "events": rows}, *outbox[1:]]


def test_what_has_expired_is_known_by_what_it_was() -> None:
    outbox = expired(OUTBOX, 1)
    original = list(envelopes(OUTBOX[0]))[1]
    late = replace(DRAINED, outbox=outbox, expired={(3, 2): original}, effects=[("hall", 1), ("hall", 2)])
    assert found(late) == []
    assert found(replace(late, log=log_of(outbox))) == []  # sent again as what is left


def test_what_is_left_must_be_of_what_was_said() -> None:
    outbox = expired(OUTBOX, 1)
    other = replace(list(envelopes(OUTBOX[0]))[1], data=b"{}")
    late = replace(DRAINED, log=log_of(outbox), expired={(3, 2): other})
    assert found(late) == [("phantom", "/3#2")]  # it stands for nothing that was committed
