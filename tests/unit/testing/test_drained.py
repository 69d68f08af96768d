"""A history is looked at when all has come to the broker as well, however the consumer came by it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from libs.testing.history import Fault, Line, check
from libs.testing.history.drained import drained
from libs.testing.history.reader import NotReadError
from tests.unit.testing.tale import told

AHEAD_OF_THE_RELAY = told(
    """
        09:00  answered  u1          a1 a2
        09:00  committed u1          a1 a2
        09:01  numbered  e1          1=a1 2=a2
        09:02  published e1          1=a1
        09:08  applied   ledger[1,3) 1=a1 2=a2   -- from the record
        09:09  stood     ledger      3
    """
)
PUBLISHED = told(
    """
        09:00  answered  u1          a1 a2
        09:00  committed u1          a1 a2
        09:01  numbered  e1          1=a1 2=a2
        09:02  published e1          1=a1
        09:08  applied   ledger[1,3) 1=a1 2=a2
        09:09  stood     ledger      3
        09:10  published e1          2=a2
    """
)


def one_after_the_other(*histories: list[Line] | Exception) -> Callable[[], list[Line]]:
    left = iter(histories)

    def read() -> list[Line]:
        history = next(left)
        if isinstance(history, Exception):
            raise history
        return history

    return read


def test_it_is_read_again_until_the_broker_has_all() -> None:
    read = one_after_the_other(AHEAD_OF_THE_RELAY, NotReadError("it is not made again yet"), PUBLISHED)
    assert check(drained(read)) == []


def test_what_stays_on_its_way_is_found() -> None:
    found = check(drained(lambda: AHEAD_OF_THE_RELAY, patience=0))
    assert [breach.kind for breach in found] == [Fault.UNSEEN]


def test_what_cannot_be_read_is_said() -> None:
    with pytest.raises(NotReadError, match="the broker shows"):
        drained(one_after_the_other(NotReadError("the broker shows []")), patience=0)
