"""What a transaction writes goes to the database at once: all of it is there or nothing; the first fault is told."""

from __future__ import annotations

from typing import Any

import pytest
from pymongo.errors import AutoReconnect, DocumentTooLarge

from libs.store import Conflict, FenceLost, Unavailable, writes
from libs.store.as_of import AsOf
from libs.store.finds import Wanted
from libs.store.recent import Recent
from libs.store.together import together
from libs.testing.statements import cost
from libs.testing.walk import Tally, Walk


def stored(walk: Walk) -> dict[str, int]:
    """Every count, and how many events the source has told."""
    counts = {found["_id"]: found["changes"] for found in walk.source.find("tallies", {}, 0)}
    return {**counts, "told": sum(page["n"] for page in walk.source.find("outbox", {}, 0))}


def changed_by_another(walk: Walk, key: str) -> None:
    other = walk.store(0)
    other.run(lambda unit: walk.change(unit, [key]))
    other.close()


def test_a_lost_fence_is_told_before_what_was_lost_with_it(walk: Walk) -> None:
    """Whoever took over has written the same documents, too."""
    walk.add(["a"])

    def late(unit: Any) -> None:
        walk.change(unit, ["a", "new"])
        changed_by_another(walk, "a")
        changed_by_another(walk, "new")
        unit.fence("positions", {"_id": "nowhere"}, {"$set": {"next": 1}})

    with pytest.raises(FenceLost, match="positions: 0 of 1"):
        walk.source.run(late)
    assert stored(walk) == {"a": 2, "new": 1, "told": 3}


@pytest.mark.parametrize("key", ["old", "new", "gone"])
def test_one_that_is_not_as_it_was_undoes_those_before_and_after_it(walk: Walk, key: str) -> None:
    walk.add(["old", "gone", "also-old"])

    def late(unit: Any) -> None:
        walk.change(unit, ["also-old", "also-new"])
        if key == "gone":
            unit.remove(unit.tallies.need("gone"))
        else:
            walk.change(unit, [key])
        changed_by_another(walk, key)

    with pytest.raises(Conflict):
        walk.source.run(late, tries=1)
    seen = {"old": 1, "gone": 1, "also-old": 1, "told": 4}
    assert stored(walk) == seen | {key: seen.get(key, 0) + 1}


def test_what_was_read_and_is_not_as_it_was_undoes_what_was_written(walk: Walk) -> None:
    recent = Recent()
    walk.source.run(lambda unit: walk.change(unit, ["read", "written"]), recent=recent)

    def late(unit: Any) -> None:
        unit.tallies.need("read")
        walk.change(unit, ["written"])
        changed_by_another(walk, "read")

    with pytest.raises(Conflict, match="what was at hand"):
        walk.source.run(late, tries=1, recent=recent)
    assert stored(walk) == {"read": 2, "written": 1, "told": 3}


def test_much_is_several_statements_and_one_transaction(walk: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writes, "STATEMENT_BYTES", 300)
    keys = [f"k{n}" for n in range(20)]
    seen = cost(lambda: walk.add(keys))
    assert (seen["insert"] > 2, seen["trip"], seen["commit"]) == (True, 3, 1)
    assert stored(walk) == {**dict.fromkeys(keys, 1), "told": 20}

    def late(unit: Any) -> None:
        walk.change(unit, keys)
        changed_by_another(walk, keys[-1])

    with pytest.raises(Conflict):
        walk.source.run(late, tries=1)
    assert stored(walk) == {**dict.fromkeys(keys, 1), keys[-1]: 2, "told": 21}


def test_what_is_too_large_for_the_database_is_not_sent(walk: Walk) -> None:
    with pytest.raises(DocumentTooLarge):
        walk.source.run(lambda unit: unit.put(Tally("x" * 17_000_000)))
    walk.add(["a"])
    assert stored(walk) == {"a": 1, "told": 1}


def test_what_cannot_be_encoded_undoes_what_was_sent_before_it(walk: Walk) -> None:
    """The first statement is on its way while the others are made; nobody takes its answer for their own."""
    walk.add(["old"])

    def too_many(unit: Any) -> None:
        walk.change(unit, ["old"])
        unit.put(Tally("new", 2**70))

    with pytest.raises(OverflowError):
        walk.source.run(too_many)
    walk.add(["old", "new"])
    assert stored(walk) == {"old": 2, "new": 1, "told": 3}


def test_several_collections_are_read_in_one_round_trip(walk: Walk) -> None:
    ids = ["a", "b", "c"]
    walk.source.db.tallies.insert_many([{"_id": id, "id": id, "v": 1, "changes": 1} for id in ids])
    walk.source.db.taken.insert_one({"_id": ids[0]})
    found: list[Any] = []
    wanted = [Wanted.by_ids("tallies", ids), Wanted.by_ids("taken", [ids[0], "unknown"])]
    assert cost(lambda: found.extend(walk.source.find_each(wanted))) == {"find": 2, "trip": 1}
    assert [sorted(document["_id"] for document in some) for some in found] == [sorted(ids), [ids[0]]]


def test_what_is_searched_for_is_read_beside_them(walk: Walk) -> None:
    walk.add(["a", "b", "c"])
    unit = walk.source.unit()
    once = [unit.tallies.that(changes=1)]
    assert cost(lambda: unit.prefetch([(Tally, "a"), (Tally, "unknown")], once)) == {"find": 2, "trip": 1}
    assert cost(lambda: unit.prefetch([(Tally, "a")], once)) == {}
    assert cost(lambda: unit.tallies.where(changes=1)) == {}
    assert [tally.id for tally in unit.tallies.where(changes=1)] == ["a", "b", "c"]
    assert cost(lambda: unit.tallies.where(changes=2)) == {"find": 1, "trip": 1}
    unit.tallies.forget()
    changed_by_another(walk, "b")
    assert [tally.id for tally in unit.tallies.where(changes=1)] == ["a", "c"]


def test_more_than_a_message_holds_is_read_all_the_same(walk: Walk) -> None:
    large = [{"_id": f"large-{n}", "text": "x" * 7_000_000} for n in range(3)]
    walk.source.db.taken.insert_many(large)
    wanted = [Wanted.by_ids("taken", [one["_id"] for one in large]), Wanted.by_ids("tallies", ["unknown"])]
    taken, tallies = walk.source.find_each(wanted)
    assert (sorted(one["_id"] for one in taken), tallies) == (["large-0", "large-1", "large-2"], [])
    as_of = AsOf()
    walk.source.find_each(wanted[1:], as_of)
    walk.source.db.taken.delete_many({})
    taken, _ = walk.source.find_each(wanted, as_of)
    assert len(taken) == len(large)


@pytest.fixture
def lost(monkeypatch: pytest.MonkeyPatch) -> list[AutoReconnect]:
    """What is raised, one after the other, in the place of sending."""
    faults: list[AutoReconnect] = []

    def at_first(*given: Any) -> None:
        if faults:
            raise faults.pop()
        together(*given)

    monkeypatch.setattr("libs.store.together.together", at_first)
    return faults


def test_reads_whose_connection_was_lost_are_asked_for_once_more(walk: Walk, lost: list[AutoReconnect]) -> None:
    walk.add(["a"])
    lost += [AutoReconnect("gone")]
    wanted = [Wanted.by_ids("tallies", ["a"]), Wanted.by_ids("taken", ["unknown"])]
    tallies, _ = walk.source.find_each(wanted)
    assert [one["_id"] for one in tallies] == ["a"]
    lost += [AutoReconnect("gone"), AutoReconnect("gone")]
    with pytest.raises(Unavailable, match="gone"):
        walk.source.find_each(wanted)


def test_so_is_a_look_of_a_unit_that_writes_nothing(walk: Walk, lost: list[AutoReconnect]) -> None:
    recent = Recent()
    walk.source.run(lambda unit: walk.change(unit, ["a"]), recent=recent)
    lost += [AutoReconnect("gone")]
    assert walk.source.run(lambda unit: unit.tallies.need("a").changes, recent=recent) == 1
    changed_by_another(walk, "a")
    lost += [AutoReconnect("gone")]
    assert walk.source.run(lambda unit: unit.tallies.need("a").changes, recent=recent) == 2
    assert not lost


def test_nothing_much_is_sent_behind_a_read_whose_answer_nobody_takes(walk: Walk) -> None:
    """Else both ends might wait for the other to read."""
    ids = [f"{n:0300}" for n in range(15_000)]
    walk.source.db.tallies.insert_many([{"_id": id, "id": id, "v": 1, "changes": 1} for id in ids])
    found: list[Any] = []
    wanted = [Wanted.by_ids(name, some) for name, some in (("tallies", ids), ("taken", ids), ("letters", ["unknown"]))]
    seen = cost(lambda: found.extend(walk.source.find_each(wanted)))
    assert (seen["find"], seen["trip"]) == (3, 2)  # the last is little, and goes with the one before
    assert [len(some) for some in found] == [15_000, 0, 0]
