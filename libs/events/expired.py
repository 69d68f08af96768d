"""What is left of an event whose time is over: under its number, an event that says its type and its hash alone."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from datetime import UTC, datetime

import msgspec

from libs.events.value import Value

SUBJECT = "expired"
HASH_BYTES = 32


class Left(Value):
    """The data of `fr.chapelle.<service>.expired.v1`. `type`, `hash`: of the event that stood there."""

    type: str
    hash: str


def expired_type(service: str) -> str:
    """The type of what is left of a service's events."""
    return f"fr.chapelle.{service}.expired.v1"


def is_expired(type: str) -> bool:
    """Whether a type is that of what is left of some event."""
    return type.endswith(".expired.v1")


def hash_of(id: str, type: str, subject: str, time: datetime, data: bytes) -> bytes:
    """SHA-256 of all that an event says but its number. Its id, which is random, salts it."""
    said = "\n".join((id, type, subject, time.astimezone(UTC).isoformat(timespec="milliseconds"), ""))
    return hashlib.sha256(said.encode() + data).digest()


def what_is_left(id: str, type: str, subject: str, time: datetime, data: bytes) -> bytes:
    """The data of the event that takes the place of one that said this. `hash`: its `hash_of`, hexadecimal."""
    return msgspec.json.encode(Left(type, hash_of(id, type, subject, time, data).hex()))


def hash_left(id: str, type: str, subject: str, time: datetime, data: bytes) -> bytes:
    """The hash of the event that stands here, or that stood here before it expired: the same before and after."""
    if is_expired(type):
        with suppress(msgspec.MsgspecError, ValueError):
            left = bytes.fromhex(msgspec.json.decode(data, type=Left).hash)
            if len(left) == HASH_BYTES:
                return left
    return hash_of(id, type, subject, time, data)
