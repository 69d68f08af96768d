"""Signing keys (Ed25519, PEM): a private one signs; of public ones all are believed that stand in the file together."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Mapping
from pathlib import Path

import structlog
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from libs.runtime.certificate import stamp

log = structlog.get_logger()

LOOK_SECONDS = 1.0
"""Machine seconds between two looks at a file of keys."""

_ONE = re.compile(rb"-----BEGIN PUBLIC KEY-----.+?-----END PUBLIC KEY-----\s*", re.DOTALL)


def private_key(path: Path) -> Ed25519PrivateKey:
    """Read from PEM. Raises `TypeError` where it is another kind of key."""
    key = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise TypeError(f"{path} is no Ed25519 key")
    return key


def public_keys(path: Path) -> dict[str, Ed25519PublicKey]:
    """Those in the file, by name, in its order. Raises `ValueError` where one cannot be read, or there is none."""
    keys = [load_pem_public_key(pem) for pem in _ONE.findall(path.read_bytes())]
    good = {name_of(key): key for key in keys if isinstance(key, Ed25519PublicKey)}
    if not keys or len(good) < len(keys):
        raise ValueError(f"{path} does not hold Ed25519 public keys, and nothing else")
    return good


def name_of(key: Ed25519PublicKey) -> str:
    """What a signature names it by (`kid`): 16 digits of its hash."""
    return hashlib.sha256(key.public_bytes_raw()).hexdigest()[:16]


def pem_of(key: Ed25519PublicKey) -> bytes:
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


class Believed:
    """The public keys of a file, read again when it changes: within a second, or when somebody asks for a new one."""

    def __init__(self, path: Path) -> None:
        """Raises `OSError` or `ValueError` where there are none to begin with."""
        self._path, self._seen = path, stamp(path)
        self._keys: Mapping[str, Ed25519PublicKey] = public_keys(path)
        self._next, self._why = 0.0, ""

    def now(self) -> Mapping[str, Ed25519PublicKey]:
        """By name; another mapping when they have changed. What cannot be read leaves those before."""
        if time.monotonic() >= self._next:
            self.look()
        return self._keys

    def look(self) -> None:
        """Now. What is wrong with them is said once."""
        self._next, why = time.monotonic() + LOOK_SECONDS, ""
        try:
            if (seen := stamp(self._path)) != self._seen:
                self._seen = seen
                self._keys = public_keys(self._path)
                log.info("keys read again", keys=list(self._keys))
        except (OSError, ValueError) as fault:
            why = str(fault)
        if why and why != self._why:
            log.error("the new keys cannot be used, those before are believed", why=why)
        self._why = why
