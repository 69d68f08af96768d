"""The database ends what it was asked for, or cannot do it now: it is asked later, and no record is at fault."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Any, ParamSpec, TypeVar

import pytest
from pymongo.errors import AutoReconnect, ConfigurationError, OperationFailure

from libs.http.command import Command, Reply
from libs.http.committer import Committer
from libs.http.problems import to_problem
from libs.store import Port, Unavailable
from libs.store.faults import PASSING
from libs.testing.running import Parts
from libs.testing.walk import Walk

P = ParamSpec("P")
R = TypeVar("R")


class Ending(Port):
    """`times` steps of a name are ended with `code`: a commit after it was made, others before."""

    def __init__(self) -> None:
        self.step, self.code, self.left = "", 0, 0

    def end(self, step: str, code: int = 11601, times: int = 1_000) -> None:
        self.step, self.code, self.left = step, code, times

    def call(self, step: str, act: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        if step != self.step or not self.left:
            return act(*args, **kwargs)
        self.left -= 1
        if step == "store.commit":
            act(*args, **kwargs)
        raise OperationFailure(PASSING[self.code], self.code)


@pytest.fixture
def ending() -> Ending:
    return Ending()


@pytest.fixture
def walk(parts: Parts, ending: Ending) -> Iterator[Walk]:
    walking = Walk(parts, ending)
    yield walking
    ending.end("", times=0)
    walking.close()


@pytest.mark.parametrize("code", PASSING, ids=PASSING.get)
@pytest.mark.parametrize("step", ["store.read", "store.write"])
def test_a_consumer_tries_later_and_writes_no_letter(walk: Walk, ending: Ending, step: str, code: int) -> None:
    (a,) = walk.spread("k", 1)
    walk.add([a])
    walk.relay()
    ending.end(step, code)
    with pytest.raises(Unavailable, match=rf"\b{code}\b"):
        walk.hear_partition(0)
    ending.end("", times=0)
    assert walk.letters() == []
    walk.hear()
    assert walk.places() == {a: (1,)}


def test_a_commit_that_was_ended_is_asked_for_again(walk: Walk, ending: Ending) -> None:
    (a,) = walk.spread("k", 1)
    ending.end("store.commit", times=2)
    walk.add([a])
    assert walk.expected() == {a: (1,)}
    assert walk.source.sometimes["commit_asked_again"] == 2


def test_a_client_that_knows_no_sessions_is_replaced(walk: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    """As one that connected while the database started: it would never commit again."""

    def none(*_: object, **_options: object) -> None:
        raise ConfigurationError("Sessions are not supported by this MongoDB deployment")

    (a,) = walk.spread("k", 1)
    with monkeypatch.context() as patched:
        patched.setattr(walk.source.client, "start_session", none)
        with pytest.raises(Unavailable, match="Sessions"):
            walk.add([a])
    walk.add([a])
    with monkeypatch.context() as patched:
        patched.setattr(walk.source.client, "start_session", none)
        assert walk.relay() == 0
    walk.drain()
    assert walk.places() == {a: (1,)}


def test_what_a_reader_is_told() -> None:
    assert [to_problem(OperationFailure(name, code)).status for code, name in PASSING.items()] == [503] * len(PASSING)
    assert to_problem(AutoReconnect("gone")).status == 503
    assert to_problem(OperationFailure("bad value", 2)).status == 500


def test_a_caller_is_told_to_try_again(walk: Walk, ending: Ending) -> None:
    loop = asyncio.new_event_loop()

    def decide(unit: Any) -> Reply:
        walk.change(unit, ["k"])
        return Reply(200, b"{}")

    command = Command(decide, [], "caller|k", "digest", "", "", loop, loop.create_future())
    ending.end("store.write")
    (answer,) = Committer(walk.source).decided([command])
    assert isinstance(answer, Unavailable)
    ending.end("", times=0)
    (answer,) = Committer(walk.source).decided([command])
    assert isinstance(answer, Reply)
    assert walk.expected() == {"k": (1,)}
    loop.close()
