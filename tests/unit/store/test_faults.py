"""What a fault of the database is told to be: never what was to be written."""

from __future__ import annotations

import pytest
from pymongo.errors import (
    AutoReconnect,
    BulkWriteError,
    DuplicateKeyError,
    OperationFailure,
    PyMongoError,
    WriteConcernError,
)

from libs.store import Conflict, Unavailable
from libs.store.commit import as_fault

ROW = {"_id": "p-1", "name": "Hyacinthe"}


def bulk(*codes: int) -> BulkWriteError:
    said = [{"index": 0, "code": code, "errmsg": "no, Hyacinthe", "op": ROW} for code in codes]
    return BulkWriteError({"writeErrors": said, "writeConcernErrors": []})


def refused(code: int, name: str, *labels: str) -> OperationFailure:
    told = {"errmsg": "insert of Hyacinthe", "codeName": name, "errorLabels": list(labels)}
    return OperationFailure("insert of Hyacinthe", code, told)


@pytest.mark.parametrize(
    ("fault", "kind", "told"),
    [
        (bulk(11000), Conflict, "a document that the unit took to be new exists"),
        (bulk(121, 11000), OperationFailure, "a write was refused: codes 121, 11000"),
        (bulk(14031), Unavailable, "a write was refused: codes 14031"),
        (bulk(), OperationFailure, "a write was refused: codes "),
        (DuplicateKeyError("dup key: Hyacinthe", 11000), Conflict, "DuplicateKeyError 11000"),
        (refused(112, "WriteConflict", "TransientTransactionError"), Conflict, "OperationFailure 112 WriteConflict"),
        (refused(11601, "Interrupted"), Unavailable, "OperationFailure 11601 Interrupted"),
        (refused(13, "Unauthorized"), OperationFailure, "OperationFailure 13 Unauthorized"),
        (WriteConcernError("Hyacinthe", 64, {"codeName": "W"}), OperationFailure, "WriteConcernError 64 W"),
        (AutoReconnect("connection closed"), Unavailable, "connection closed"),
    ],
)
def test_a_fault_is_told_by_its_codes(fault: PyMongoError, kind: type[Exception], told: str) -> None:
    said = as_fault(fault)
    assert (type(said), str(said)) == (kind, told)
    assert "Hyacinthe" not in repr(said)
