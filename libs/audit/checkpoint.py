"""A checkpoint: where the chains of a service stood at a moment, signed, and tied to the checkpoint before it."""

from __future__ import annotations

import hashlib
from base64 import b64decode, b64encode
from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from libs.events import Value, replace


class Head(NamedTuple):
    """Of a partition: the last number of its chain, and the hexadecimal link of the page that ends there."""

    last: int
    link: str


class Checkpoint(Value, forbid_unknown_fields=True):
    """`number`: 1, 2, 3 …; `at`: the machine's time; `previous`: `hash_of_line` of the line before, of the first "".

    `heads`: by topic/partition, of those that have moved since the checkpoint before; a writer's first names them all.
    """

    service: str
    number: int
    at: datetime
    heads: Mapping[str, Head]
    previous: str
    signature: str = ""

    def signed(self, key: Ed25519PrivateKey) -> Checkpoint:
        signature = b64encode(key.sign(self._signed_bytes())).decode()
        return replace(self, signature=signature)

    def is_signed_by(self, *keys: Ed25519PublicKey) -> bool:
        """By one of them."""
        return any(self._is_of(key) for key in keys)

    def _is_of(self, key: Ed25519PublicKey) -> bool:
        try:
            key.verify(b64decode(self.signature, validate=True), self._signed_bytes())
        except (InvalidSignature, ValueError):
            return False
        return True

    def line(self) -> bytes:
        """As it stands in the file, without the end of the line."""
        return msgspec.json.encode(self, order="sorted")

    def _signed_bytes(self) -> bytes:
        rest = msgspec.to_builtins(self)
        del rest["signature"]
        return msgspec.json.encode(rest, order="sorted")


def read_line(line: bytes) -> Checkpoint:
    """Raises `ValueError` where it is none, or not written as one is."""
    try:
        checkpoint = msgspec.json.decode(line, type=Checkpoint)
    except msgspec.MsgspecError as fault:
        raise ValueError(str(fault)) from fault
    if checkpoint.line() != line:
        raise ValueError("not written as a checkpoint is")
    return checkpoint


def hash_of_line(line: bytes) -> str:
    return hashlib.sha256(line).hexdigest()
