"""What a fault of the store is to who asks: none is an error of ours that can be sent again."""

from __future__ import annotations

import pytest
from pymongo.errors import AutoReconnect, OperationFailure

from libs.http.problems import to_problem
from libs.store import NewerSchema, OutcomeUnknown, TooLarge, Unavailable


@pytest.mark.parametrize(
    ("fault", "status", "said"),
    [
        (Unavailable("away"), 503, "the database cannot be reached now"),
        (OutcomeUnknown("no answer"), 503, "the database cannot be reached now"),
        (AutoReconnect("gone"), 503, "the database cannot be reached now"),
        (NewerSchema("doors d1 has schema 9"), 503, "not upgraded yet; send it again"),
        (TooLarge("5 MB"), 413, "send less"),
        (OverflowError("2**70"), 422, "too large to be kept"),
        (OperationFailure("no such", 26), 500, "an error of ours"),
        (LookupError("no such"), 500, "an error of ours"),
    ],
)
def test_it_is_told_what_to_do(fault: Exception, status: int, said: str) -> None:
    problem = to_problem(fault)
    assert (problem.status, said in problem.body()["detail"]) == (status, True), problem.body()
