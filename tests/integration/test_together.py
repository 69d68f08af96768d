"""Several partitions in one unit: one commit, and what stands in the way of one does not hold up the other."""

from __future__ import annotations

from libs.testing.walk import Walk


def test_one_unit_for_two_partitions(walk: Walk) -> None:
    a, b = walk.spread("together", 2)
    walk.add([a, b, a, b])
    walk.relay()
    walk.hear()
    assert walk.places() == {a: (1, 2), b: (1, 2)}
    versions = {entry["_id"]: entry["v"] for entry in walk.sink.db.heard.find({"_id": {"$in": [a, b]}})}
    assert versions[a] == versions[b]  # one unit has one stamp


def test_a_poisoned_one_beside_a_good_one(walk: Walk) -> None:
    a, b = walk.spread("poisoned", 2)
    walk.poison = {a}
    walk.add([a, b])
    walk.relay()
    walk.hear()
    assert walk.places() == {b: (1,)}
    assert [(letter.key, letter.reason) for letter in walk.letters()] == [(a, f"ArithmeticError: {a} is poison")]


def test_one_that_another_took_beside_a_good_one(walk: Walk) -> None:
    a, b = walk.spread("taken", 2)
    walk.add([a, b])
    walk.relay()
    walk.hear()
    walk.add([a, b])
    walk.relay()
    raws = walk.raws()
    mine = sorted(walk.applier.places)
    zombie, walk.applier = walk.applier, walk.new_applier()
    walk.applier.take_over(*mine[0])  # another has this one now
    assert zombie.apply_together(walk, raws) == set()
    assert walk.sink.sometimes["together_split"] == 1
    zombie.apply(walk, *mine[1], raws[mine[1]])
    walk.hear()
    assert walk.places() == {a: (1, 2), b: (1, 2)}
