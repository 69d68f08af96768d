"""What a unit knows of what lies beside its entities."""

from __future__ import annotations

from libs.store.beside import Beside


def test_each_is_asked_for_once() -> None:
    beside = Beside()
    [(wanted, take)] = beside.asks("taken", ["a", "b", "a"])
    assert (wanted.collection, wanted.filter, wanted.most) == ("taken", {"_id": {"$in": ["a", "b"]}}, 2)
    take([{"_id": "a"}])
    assert beside.found("taken", ["a", "b"]) == {"a": {"_id": "a"}}
    assert beside.asks("taken", ["b", "a"]) == []


def test_what_is_inserted_is_known_until_it_is_taken_back() -> None:
    beside, kept = Beside(), {"_id": "k", "status": 200}
    beside.absent("keys", ["k"])
    assert beside.found("keys", ["k"]) == {}
    beside.inserted("keys", kept)
    beside.absent("keys", ["k"])
    assert beside.found("keys", ["k"]) == {"k": kept}
    beside.taken_back("keys", kept)
    assert beside.found("keys", ["k"]) == {}
