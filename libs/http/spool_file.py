"""One file of the spool."""

from __future__ import annotations

import fcntl
import os
import time
import uuid
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import msgspec
import structlog

from libs.http.entry import Entry

log = structlog.get_logger()

BEGUN_WITHIN = 60.0
"""Machine seconds between a file's making and its first line; far too many."""


class SpoolFile:
    """A file that is there. Ours once it is held; `entries`: by their keys, as far as they were read."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.entries: dict[str, Entry] = {}
        self.unreadable = 0
        self._read_to = 0
        self._held: int | None = None

    @classmethod
    def made(cls, folder: Path, name: str) -> SpoolFile:
        """A new one, ours. Its name is on the disk when this returns."""
        file = cls(folder / f"{name}.{uuid.uuid4().hex}.jsonl")
        file._held = os.open(file.path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_APPEND, 0o600)
        fcntl.flock(file._held, fcntl.LOCK_EX)
        _sync(folder)
        return file

    def append(self, entries: Sequence[Entry]) -> None:
        """On the disk when this returns. Raises `OSError`."""
        if self._held is None:
            raise OSError(f"{self.path} is not held")
        rest = memoryview(b"".join(entry.line() for entry in entries))
        while rest:
            rest = rest[os.write(self._held, rest) :]
        os.fsync(self._held)

    def read(self) -> None:
        """What came since. A last line without its end was never answered: the process died while it wrote it."""
        if self.path.stat().st_size == self._read_to:
            return
        with self.path.open("rb") as file:
            file.seek(self._read_to)
            whole, _, _ = file.read().rpartition(b"\n")
        if not whole:
            return
        self._read_to += len(whole) + 1
        for line in whole.split(b"\n"):
            try:
                entry = Entry.read(line)
            except msgspec.MsgspecError as fault:
                self.unreadable += 1
                log.error("a line of the spool cannot be read", file=str(self.path), why=str(fault)[:200])
            else:
                self.entries.setdefault(entry.key, entry)

    def hold(self) -> bool:
        """Whether it is ours now, and has anything: it is not another's who lives."""
        if self._held is None:
            try:
                held = os.open(self.path, os.O_RDONLY)
            except FileNotFoundError:
                return False
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(held)
                return False
            self._held = held
            stands = os.fstat(held)
            if not stands.st_nlink or not stands.st_size:
                self._leave_empty(stands)
                return False
        return True

    def _leave_empty(self, stands: os.stat_result) -> None:
        """It is gone, or being begun at this moment; unless whoever began it died there."""
        if stands.st_nlink and time.time() - stands.st_mtime > BEGUN_WITHIN:
            self.path.unlink()
        self.close()

    def remove(self) -> None:
        """All of it is entered. What could not be read is kept, under another name."""
        with suppress(FileNotFoundError):
            if self.unreadable:
                self.path.rename(self.path.with_suffix(".unreadable"))
            else:
                self.path.unlink()
        self.close()

    def close(self) -> None:
        if self._held is not None:
            os.close(self._held)
            self._held = None


def _sync(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
