"""What others must not read: key file, passwords, the tokens' signing key; mode 0600 in `DIR/secrets`."""

from __future__ import annotations

import base64
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)


@dataclass(frozen=True, slots=True)
class Secrets:
    """The secrets of one data folder. What is missing is made on first use and kept for ever."""

    folder: Path

    @classmethod
    def of(cls, data: Path) -> Secrets:
        """Those of the data folder `data`."""
        folder = data / "secrets"
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return cls(folder)

    @property
    def key_file(self) -> Path:
        """What members of the database's replica set know each other by."""
        path = self.folder / "mongod.key"
        if not path.exists():
            write_private(path, base64.b64encode(secrets.token_bytes(96)))
        return path

    def password(self, user: str) -> str:
        """The database password of `user`: a random one at first, the same ever after."""
        path = self.folder / "passwords.json"
        known: dict[str, str] = json.loads(path.read_bytes()) if path.exists() else {}
        if user not in known:
            known[user] = secrets.token_urlsafe(24)
            write_private(path, json.dumps(known, indent=1).encode())
        return known[user]

    @property
    def signing_key_file(self) -> Path:
        """Ed25519 private key, PEM: signs tokens. The command line alone reads it."""
        return self._key("signing")

    @property
    def public_key_file(self) -> Path:
        """Ed25519 public key, PEM: every service verifies tokens by it."""
        return self._public_half("signing")

    def audit_key_file(self, service: str) -> Path:
        """Ed25519 private key, PEM: signs the checkpoints of `service`. Its worker alone reads it."""
        return self._key(f"audit-{service}")

    def audit_public_key_file(self, service: str) -> Path:
        """Ed25519 public key, PEM: the checkpoints of `service` are verified by it."""
        return self._public_half(f"audit-{service}")

    def seal_key_file(self, service: str) -> Path:
        """Ed25519 private key, PEM: signs what the API of `service` hands out to be used without it."""
        return self._key(f"seal-{service}")

    def keep_addresses(self, addresses: Mapping[str, str]) -> None:
        """Where the database is for each service, passwords included, for the commands that look into it."""
        write_private(self.folder / "addresses.json", json.dumps(dict(addresses), indent=1).encode())

    @property
    def addresses(self) -> dict[str, str]:
        """As they were kept when the platform was last started."""
        kept: dict[str, str] = json.loads((self.folder / "addresses.json").read_bytes())
        return kept

    def token_file(self, name: str) -> Path:
        """Where the bearer token of process `name` is kept."""
        return self.folder / f"{name}.token"

    def _key(self, name: str) -> Path:
        path = self.folder / f"{name}.pem"
        if not path.exists():
            key = Ed25519PrivateKey.generate()
            write_private(path, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        return path

    def _public_half(self, name: str) -> Path:
        path = self.folder / f"{name}.pub"
        if not path.exists():
            key = private_key(self._key(name))
            write_private(path, key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
        return path


def write_private(path: Path, content: bytes) -> None:
    """Replaces `path` as a whole, readable by its owner alone, on the disk when it returns."""
    fresh = path.with_name(f".{path.name}.new")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(descriptor)
    fresh.replace(path)


def private_key(path: Path) -> Ed25519PrivateKey:
    """Read from PEM. Raises `TypeError` where it is another kind of key."""
    key = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise TypeError(f"{path} is no Ed25519 key")
    return key


def public_key(path: Path) -> Ed25519PublicKey:
    """Read from PEM. Raises `TypeError` where it is another kind of key."""
    key = load_pem_public_key(path.read_bytes())
    if not isinstance(key, Ed25519PublicKey):
        raise TypeError(f"{path} is no Ed25519 key")
    return key
