"""How a commit can fail, and what each means for who asked for it."""

from __future__ import annotations

from pymongo.errors import BulkWriteError, ConnectionFailure, OperationFailure, PyMongoError

PASSING = {
    18: "AuthenticationFailed",  # soon after its first start it does not know its users yet
    24: "LockTimeout",
    43: "CursorNotFound",
    50: "MaxTimeMSExpired",
    211: "KeyNotFound",  # soon after its start it does not know yet the keys that it signed times with before
    237: "CursorKilled",
    262: "ExceededTimeLimit",
    11601: "Interrupted",
    14031: "OutOfDiskSpace",
}
"""Errors of the server that come from its own state: what was asked for is good, and can be asked for again later."""

PAST = {239: "SnapshotTooOld", 246: "SnapshotUnavailable"}
"""Errors of the server where it cannot tell any more how things were then."""


class Conflict(Exception):
    """Somebody else changed what the unit relied on; nothing of it was written. Decide again."""


class Forgotten(Conflict):
    """The database was asked how things were at a moment that it does not remember any more."""


class FenceLost(Exception):
    """Somebody else has taken over (partition, relay); nothing was written. Stop acting as the owner."""


class TooLarge(Exception):
    """The unit is larger than one transaction should be; nothing was written. Split it."""


class OutcomeUnknown(Exception):
    """The commit was sent and no answer came for too long. Read the fence; never apply again unread."""


class NewerSchema(Exception):
    """A newer version of this service wrote the document, in a shape that this one does not know; nothing was written.

    Whoever is upgraded can go on.
    """


class Unavailable(Exception):
    """The database cannot be reached, or cannot do it now; nothing was written. Try later."""


AWAY = (Unavailable, OutcomeUnknown, ConnectionFailure)
"""What is raised where the database is not there, also by a look at it: try later."""


def passes(fault: PyMongoError) -> bool:
    """Whether the server could not be reached, or could not do now what it was asked for."""
    if isinstance(fault, BulkWriteError):
        return any(error.get("code") in PASSING for error in fault.details.get("writeErrors", []))
    return isinstance(fault, ConnectionFailure) or (isinstance(fault, OperationFailure) and fault.code in PASSING)


def is_past(fault: PyMongoError) -> bool:
    """Whether it was asked how things were at a moment that it has forgotten."""
    return isinstance(fault, OperationFailure) and fault.code in PAST


def without_content(fault: PyMongoError) -> PyMongoError:
    """The same fault by its codes alone: what the server says of one quotes what was written or asked for."""
    if isinstance(fault, BulkWriteError):
        errors = [*fault.details.get("writeErrors", []), *fault.details.get("writeConcernErrors", [])]
        codes = sorted({int(error.get("code", 0)) for error in errors})
        return OperationFailure(f"a write was refused: codes {', '.join(map(str, codes))}", codes[0] if codes else None)
    if isinstance(fault, OperationFailure):
        name = (fault.details or {}).get("codeName", "")
        return OperationFailure(f"{type(fault).__name__} {fault.code} {name}".strip(), fault.code)
    return fault
