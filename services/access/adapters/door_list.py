"""The list that a door takes with it: dated, and signed, so that the door can tell whose it is."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Literal

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import Field

from libs.http import Answer, At
from libs.runtime.keys import private_key
from services.access.domain.door import Door
from services.access.domain.door_list import GOOD_FOR, Entry


class ListedCard(Answer):
    """A card, as the reader reads it."""

    format: Literal["H10301"]
    facility: int
    card: int


class ListedHours(Answer):
    """From the first moment until before the last."""

    starts: At = Field(serialization_alias="from")
    until: At


class ListedEntry(Answer):
    """A card that opens the door in these hours, one after the other."""

    credential: ListedCard
    hours: list[ListedHours]


class DoorListAnswer(Answer):
    """Whom a door may let in while it is alone. Nobody else; exits are free."""

    door: str
    zone: str
    """Where the door leads."""
    issued_at: At
    """Of two lists the later counts."""
    valid_until: At
    unlock_seconds: int
    entries: list[ListedEntry]
    key: str
    """The public key, Ed25519, Base64. The door has been given it once, by hand."""
    signature: str
    """Ed25519, Base64, of all the rest as JSON: keys sorted, no blanks, UTF-8."""


def signed_list(door: Door, entries: Sequence[Entry], now: datetime, key_file: Path) -> DoorListAnswer:
    """The list as the door gets it."""
    key = private_key(key_file)
    public = b64encode(key.public_key().public_bytes_raw()).decode()
    answer = DoorListAnswer(
        door=door.id, zone=door.to_zone, issued_at=now, valid_until=now + GOOD_FOR,
        unlock_seconds=door.unlock_seconds, entries=[_listed(one) for one in entries], key=public, signature="",
    )  # fmt: skip
    return answer.model_copy(update={"signature": _signature(answer, key)})


def signed_bytes(answer: dict[str, object]) -> bytes:
    """What the signature of an answer, read from JSON, is of."""
    return msgspec.json.encode({name: value for name, value in answer.items() if name != "signature"}, order="sorted")


def _signature(answer: DoorListAnswer, key: Ed25519PrivateKey) -> str:
    said = answer.model_dump(mode="json", by_alias=True)
    return b64encode(key.sign(signed_bytes(said))).decode()


def _listed(entry: Entry) -> ListedEntry:
    hours = [ListedHours(starts=one.starts, until=one.until) for one in entry.hours]
    return ListedEntry(credential=ListedCard(format="H10301", facility=entry.facility, card=entry.card), hours=hours)
