"""The file of a service's checkpoints: only ever added to, in a folder that is not the database's."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from libs.runtime.keys import public_keys
from libs.runtime.settings import Settings

END_BYTES = 1_000_000
"""More than the longest line."""


class End(NamedTuple):
    """How a file ends: its last whole line, and where what comes after that begins."""

    line: bytes
    whole: int
    size: int


class Kept:
    """`FOLDER/<service>.checkpoints`, a line each. `keys`: what they are signed by, the newest first."""

    def __init__(self, folder: Path, service: str, keys: Sequence[Ed25519PublicKey]) -> None:
        self.service, self.keys = service, keys
        self.path = folder / f"{service}.checkpoints"

    @classmethod
    def of(cls, settings: Settings) -> Kept | None:
        """None where the settings name no folder, or no key to verify by."""
        if settings.audit_dir is None or settings.audit_public_key_file is None:
            return None
        return cls(settings.audit_dir, settings.service, tuple(public_keys(settings.audit_public_key_file).values()))

    @contextmanager
    def held(self) -> Iterator[bool]:
        """Whether nobody else is adding to it; as long as this lasts nobody is. Makes file and folder on first use."""
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
            else:
                yield True
        finally:
            os.close(descriptor)

    def size(self) -> int:
        """0 where it is not there."""
        with suppress(FileNotFoundError):
            return self.path.stat().st_size
        return 0

    def lines(self, size: int) -> Iterator[bytes]:
        """Whole lines of its first `size` bytes, one at a time."""
        if not size:
            return
        with self.path.open("rb") as file:
            while (line := file.readline(size - file.tell())).endswith(b"\n"):
                yield line[:-1]

    def end(self) -> End:
        """How it ends now."""
        size = self.size()
        with self.path.open("rb") as file:
            file.seek(max(0, size - END_BYTES))
            before, newline, torn = file.read(END_BYTES).rpartition(b"\n")
        return End(before.rpartition(b"\n")[2] if newline else b"", size - len(torn), size)

    def cut(self, end: End) -> None:
        """Takes away what is after the last whole line."""
        with self.path.open("r+b") as file:
            file.truncate(end.whole)
            os.fsync(file.fileno())

    def append(self, line: bytes) -> None:
        """On the disk when it returns. A line that was left open is ended first."""
        end = self.end()
        with self.path.open("ab") as file:
            file.write((b"\n" if end.whole < end.size else b"") + line + b"\n")
            file.flush()
            os.fsync(file.fileno())
        folder = os.open(self.path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
