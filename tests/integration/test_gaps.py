"""A record that is missing from a topic is noticed: healed from the source's record, or the partition stands still."""

from __future__ import annotations

import pytest

from libs.bus.plan import Raw, Stalled
from libs.testing.running import until
from libs.testing.walk import Walk

Raws = dict[tuple[str, int], list[Raw]]


@pytest.fixture
def keys(walk: Walk) -> list[str]:
    """Two keys of partition 0 with five events each, sent and not heard."""
    a, _, b = walk.spread("k", 3)
    for _ in range(5):
        walk.add([a, b])
    until(lambda: walk.relay() == 0, "sent")
    return [a, b]


def without(walk: Walk, *missing: int) -> Raws:
    """Partition 0 of the topic without the records of these offsets."""
    place = (walk.topic.name, 0)
    return {place: [raw for raw in walk.raws()[place] if raw.offset not in missing]}


def test_healed_from_the_record(walk: Walk, keys: list[str]) -> None:
    walk.hear(without(walk, 3, 4, 8))
    assert walk.places() == walk.expected()
    assert walk.sink.sometimes["gap_healed_from_record"] == 1  # what the record gave reached beyond the second hole
    showed = dict(walk.raws()[walk.topic.name, 0][5].headers)["ce_traceparent"].decode()
    assert walk.record.traces == [showed]  # the question belongs to the trace of the event that showed the hole
    assert walk.breaches() == []


def test_all_but_the_last_is_missing(walk: Walk, keys: list[str]) -> None:
    walk.hear(without(walk, *range(9)))
    assert walk.places() == walk.expected()


def test_the_record_is_away(walk: Walk, keys: list[str]) -> None:
    a, b = keys
    walk.record.away = True
    with pytest.raises(Stalled, match="away"):
        walk.hear(without(walk, 3))
    assert walk.places() == {a: (1, 2), b: (1,)}  # up to the hole, nothing after it
    with pytest.raises(Stalled, match="away"):
        walk.hear(without(walk, 3))
    walk.record.away = False
    walk.hear(without(walk, 3))
    assert walk.places() == walk.expected()
    assert walk.breaches() == []


def test_the_record_itself_lacks_it(walk: Walk, keys: list[str]) -> None:
    """Both copies are damaged: it stands still rather than skip, and goes on when the record is whole again."""
    a, b = keys
    outbox = walk.source.db.outbox
    lost = outbox.find_one_and_delete({"partition": 0, "first": 3})  # numbers 3 and 4
    assert lost is not None
    for _ in range(2):
        with pytest.raises(Stalled, match=r"record does not hold sequence 3 of"):
            walk.hear(without(walk, 2, 3, 6))
        assert walk.places() == {a: (1,), b: (1,)}
    outbox.insert_one(lost)
    walk.hear(without(walk, 2, 3, 6))
    assert walk.places() == walk.expected()


def test_a_hole_within_what_the_record_gives(walk: Walk, keys: list[str]) -> None:
    a, b = keys
    lost = walk.source.db.outbox.find_one_and_delete({"partition": 0, "first": 5})
    assert lost is not None
    with pytest.raises(Stalled, match=r"record does not hold sequence 5 of"):
        walk.hear(without(walk, *range(9)))
    assert walk.places() == {a: (1, 2), b: (1, 2)}
    walk.source.db.outbox.insert_one(lost)
    walk.hear(without(walk, *range(9)))
    assert walk.places() == walk.expected()


def test_the_end_is_missing_and_no_record_tells(walk: Walk, keys: list[str]) -> None:
    """The source's last number does: what a silent partition lacks is taken from the record."""
    walk.hear(without(walk, 8, 9))
    a, b = keys
    assert walk.places() == {a: (1, 2, 3, 4), b: (1, 2, 3, 4)}
    walk.applier.apply_record(walk, walk.topic.name, 0)
    assert walk.places() == walk.expected()
    walk.applier.apply_record(walk, walk.topic.name, 0)  # there is no more
    assert walk.places() == walk.expected()


def test_the_end_is_missing_everywhere(walk: Walk, keys: list[str]) -> None:
    walk.hear(without(walk, 8, 9))
    walk.source.db.outbox.delete_one({"partition": 0, "first": 9})
    with pytest.raises(Stalled, match=r"record does not hold sequence 9 of"):
        walk.applier.apply_record(walk, walk.topic.name, 0)
