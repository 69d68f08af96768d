"""Apis that want to write the same documents commit in turn: first come, first served, the dead passed over."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from pymongo.read_concern import ReadConcern

from libs.store import Store
from libs.store.turns import Turns
from libs.testing.running import until
from libs.testing.walk import Walk


@pytest.fixture
def store(walk: Walk) -> Iterator[Store[Any]]:
    walk.source.db.turns.delete_many({})
    yield walk.source
    walk.source.db.turns.delete_many({})


def stands(store: Store[Any]) -> tuple[str | None, list[str]]:
    turn = store.db.turns.with_options(read_concern=ReadConcern("local")).find_one() or {}
    return turn.get("holder"), turn.get("waiting", [])


def takes(turns: Turns) -> threading.Thread:
    """Waits for its turn beside the test."""
    thread = threading.Thread(target=turns.conflicted)
    thread.start()
    return thread


def test_nobody_takes_turns_before_a_conflict(store: Store[Any]) -> None:
    alone = Turns(store)
    assert not alone.contended
    assert stands(store) == (None, [])
    alone.conflicted()
    alone.release()
    alone.take()
    assert alone.held
    alone.release()


def test_first_come_first_served(store: Store[Any]) -> None:
    a, b, c = Turns(store), Turns(store), Turns(store)
    a.conflicted()
    of_b = takes(b)
    until(lambda: stands(store) == (a.name, [b.name]), "b waits")
    of_c = takes(c)
    until(lambda: stands(store) == (a.name, [b.name, c.name]), "c waits behind it")
    a.release()
    of_b.join()
    assert stands(store) == (b.name, [c.name])
    b.release()
    of_c.join()
    c.release()
    assert stands(store) == (None, [])
    assert not any(turns.held for turns in (a, b, c))


def test_who_died_in_its_turn_is_passed(store: Store[Any]) -> None:
    dead, other = Turns(store), Turns(store)
    dead.conflicted()
    store.db.turns.update_one({}, [{"$set": {"until": {"$subtract": ["$$NOW", 1]}}}])
    other.conflicted()
    assert other.held
    dead.release()  # it was not dead, only late
    assert stands(store) == (other.name, [])
    other.release()


def test_who_died_while_it_waited_is_passed_when_its_turn_is_over(store: Store[Any]) -> None:
    a, other = Turns(store), Turns(store)
    a.conflicted()
    store.db.turns.update_one({}, {"$set": {"waiting": ["dead"]}})
    a.release()
    assert stands(store) == ("dead", [])
    store.db.turns.update_one({}, [{"$set": {"until": {"$subtract": ["$$NOW", 1]}}}])
    other.conflicted()
    assert other.held
    other.release()
