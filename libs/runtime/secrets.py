"""What others must not read: key file, passwords, the tokens' signing key; mode 0600 in `DIR/secrets`."""

from __future__ import annotations

import base64
import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from libs.runtime.keys import pem_of, private_key


@dataclass(frozen=True, slots=True)
class Secrets:
    """The secrets of one data folder. What is missing is made on first use and kept until it is replaced."""

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
        """Ed25519 public keys, PEM: every service verifies tokens by them."""
        return self.public_file("signing")

    def audit_key_file(self, service: str) -> Path:
        """Ed25519 private key, PEM: signs the checkpoints of `service`. Its worker alone reads it."""
        return self._key(f"audit-{service}")

    def audit_public_key_file(self, service: str) -> Path:
        """Ed25519 public keys, PEM: the checkpoints of `service` are verified by them."""
        return self.public_file(f"audit-{service}")

    def seal_key_file(self, service: str) -> Path:
        """Ed25519 private key, PEM: signs what the API of `service` hands out to be used without it."""
        return self._key(f"seal-{service}")

    def address_file(self, service: str) -> Path:
        """Where the database's address for a service is kept, its password included."""
        return self.folder / f"{service}.mongo"

    def broker_password_file(self, service: str) -> Path:
        """Where the password of a service's user at the broker is kept, if it has one."""
        return self.folder / f"{service}.broker-password"

    def token_file(self, name: str) -> Path:
        """Where the bearer token of process `name` is kept."""
        return self.folder / f"{name}.token"

    # -- the signing keys: `signing`, `audit-<service>`, `seal-<service>`

    @property
    def keys(self) -> list[str]:
        """The names of the signing keys that there are."""
        return sorted(path.stem for path in self.folder.glob("*.pem"))

    def replace_key(self, name: str) -> None:
        """From now on a new one signs; those before are believed besides it, until `believe_newest`.

        The public half comes first: whoever sees what the new one signs can know it.
        """
        new, public = Ed25519PrivateKey.generate(), self.public_file(name)
        write_private(public, pem_of(new.public_key()) + public.read_bytes())
        _write_key(self._key(name), new)

    def believe_newest(self, name: str) -> None:
        """The key that signs now, and none before it."""
        write_private(self.public_file(name), pem_of(private_key(self._key(name)).public_key()))

    def _key(self, name: str) -> Path:
        path = self.folder / f"{name}.pem"
        if not path.exists():
            _write_key(path, Ed25519PrivateKey.generate())
        return path

    def public_file(self, name: str) -> Path:
        """By what is believed that the key of this name signs, PEM."""
        path = self.folder / f"{name}.pub"
        if not path.exists():
            write_private(path, pem_of(private_key(self._key(name)).public_key()))
        return path


def _write_key(path: Path, key: Ed25519PrivateKey) -> None:
    write_private(path, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


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
