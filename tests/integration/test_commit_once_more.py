"""A commit of which it is not plain that it is one is asked for again: it is there once, or all is decided again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

import pytest
from pymongo import MongoClient
from pymongo.errors import AutoReconnect
from pymongo.synchronous.pool import Connection

from libs.store import Port
from libs.store import together as goes
from libs.testing.running import Parts
from libs.testing.statements import cost
from libs.testing.walk import Walk

P = ParamSpec("P")
R = TypeVar("R")
send, receive, answered = Connection.send_message, Connection.receive_message, goes._answered


class Before(Port):
    """`act`: done once, before the next commit."""

    def __init__(self) -> None:
        self.act: Callable[[], object] | None = None

    def call(self, step: str, act: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        if step == "store.commit" and self.act is not None:
            before, self.act = self.act, None
            before()
        return act(*args, **kwargs)


@pytest.fixture
def port() -> Before:
    return Before()


def stored_once(walk: Walk, asked_again: int) -> None:
    assert walk.source.unit().tallies.need("a").changes == 1
    assert sum(page["n"] for page in walk.source.find("outbox", {}, 0)) == 1
    assert walk.source.sometimes["commit_asked_again"] == asked_again


def test_a_plain_one_is_asked_for_once(walk: Walk) -> None:
    assert cost(lambda: walk.add(["a"]))["commit"] == 1
    stored_once(walk, asked_again=0)


def test_one_that_was_never_sent(walk: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(connection: Connection, message: bytes, largest: int) -> None:
        if b"commitTransaction" in message:
            monkeypatch.undo()
            raise AutoReconnect("the line is broken")
        send(connection, message, largest)

    monkeypatch.setattr(Connection, "send_message", breaks)
    walk.add(["a"])
    stored_once(walk, asked_again=1)


def test_one_whose_answer_is_lost(walk: Walk, port: Before, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(connection: Connection, number: int | None) -> Any:
        receive(connection, number)
        monkeypatch.undo()
        raise AutoReconnect("the line is broken")

    port.act = lambda: monkeypatch.setattr(Connection, "receive_message", breaks)
    walk.add(["a"])
    stored_once(walk, asked_again=1)


UNSURE: dict[str, dict[str, Any]] = {
    "the journal is not said to know it": {"writeConcernError": {"code": 100, "errmsg": "not so many"}},
    "its outcome is not known to the server": {"ok": 0, "code": 64, "errmsg": "waited for too long"},
}


@pytest.mark.parametrize("said", UNSURE.values(), ids=list(UNSURE))
def test_one_of_which_it_is_not_said_that_it_is(
    walk: Walk, port: Before, monkeypatch: pytest.MonkeyPatch, said: dict[str, Any]
) -> None:
    def unsure(*args: Any) -> Any:
        monkeypatch.undo()
        return {**answered(*args), **said}

    port.act = lambda: monkeypatch.setattr(goes, "_answered", unsure)
    walk.add(["a"])
    stored_once(walk, asked_again=1)


def test_one_of_a_transaction_that_the_database_has_ended(walk: Walk, port: Before, parts: Parts) -> None:
    """It says so: nothing of it is there, the commit is not asked for again, and all is decided again."""
    with MongoClient[Any](parts.database.admin_uri) as admin:
        its_own = walk.source.db.command("connectionStatus")["authInfo"]["authenticatedUsers"]
        port.act = lambda: admin.admin.command("killAllSessions", its_own)
        walk.add(["a"])
    stored_once(walk, asked_again=0)
    assert walk.source.sometimes["conflict_decided_again"] == 1
