"""What is left of an event whose time is over: under its number, an event that says its type and its hash alone."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

import msgspec

SUBJECT = "expired"


class Left(msgspec.Struct, frozen=True):
    """The data of `fr.chapelle.<service>.expired.v1`. `type`, `hash`: of the event that stood there."""

    type: str
    hash: str


def expired_type(service: str) -> str:
    """The type of what is left of a service's events."""
    return f"fr.chapelle.{service}.expired.v1"


def is_expired(type: str) -> bool:
    """Whether a type is that of what is left of some event."""
    return type.endswith(".expired.v1")


def what_is_left(id: str, type: str, subject: str, time: datetime, data: bytes) -> bytes:
    """The data of the event that takes the place of one that said this.

    `hash`: SHA-256, hexadecimal, of all that it said but its number. Its id, which is random, salts it.
    """
    said = "\n".join((id, type, subject, time.astimezone(UTC).isoformat(timespec="milliseconds"), ""))
    return msgspec.json.encode(Left(type, hashlib.sha256(said.encode() + data).hexdigest()))
