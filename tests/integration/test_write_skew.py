"""Two decisions that read each other's ground: one of them must lose, whichever commits first."""

from __future__ import annotations

import pytest

from libs.events import replace
from libs.store import Conflict, commit
from libs.testing.walk import Tally, Walk


@pytest.mark.parametrize("revoked_first", [True, False])
def test_a_revocation_and_a_grant_at_the_same_instant(walk: Walk, revoked_first: bool) -> None:
    """The grant relies on the right and writes the door; the revocation writes the right. `guard` makes them meet."""
    walk.add(["right", "door"])
    other = walk.store(0)

    grant = walk.source.unit()
    right, door = grant.tallies.need("right"), grant.tallies.need("door")
    grant.guard(right)
    grant.put(replace(door, changes=door.changes + 1))

    revocation = other.unit()
    revocation.put(replace(revocation.tallies.need("right"), changes=0))

    first, second = (revocation, grant) if revoked_first else (grant, revocation)
    commit(first.store, first)
    with pytest.raises(Conflict):
        commit(second.store, second)
    other.close()


def test_without_the_guard_they_would_both_be_written(walk: Walk) -> None:
    """What the guard is for: the database sees conflicts of writes only."""
    walk.add(["right", "door"])
    other = walk.store(0)
    grant = walk.source.unit()
    door = grant.tallies.need("door")
    assert grant.tallies.need("right").changes == 1
    grant.put(replace(door, changes=2))
    revocation = other.unit()
    revocation.put(replace(revocation.tallies.need("right"), changes=0))
    commit(other, revocation)
    commit(walk.source, grant)
    assert walk.source.unit().tallies.need("right").changes == 0
    other.close()


def test_two_who_create_the_same_conflict(walk: Walk) -> None:
    other = walk.store(0)
    one, two = walk.source.unit(), other.unit()
    one.put(Tally("new", 1))
    two.put(Tally("new", 2))
    commit(walk.source, one)
    with pytest.raises(Conflict):
        commit(other, two)
    assert other.run(lambda unit: unit.tallies.need("new")).changes == 1
    other.close()
