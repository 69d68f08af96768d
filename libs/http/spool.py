"""What was answered while the database was away, on this machine's disk: a JSON line each, there before the answer.

A file belongs to the process that holds its lock. One that nobody holds is of a process that has died: whoever finds
it takes it over. A file to be entered is not written any more; it goes when all of it is entered.
"""

from __future__ import annotations

import asyncio
import os
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import structlog

from libs.http.entry import Entry
from libs.http.spool_file import SpoolFile

log = structlog.get_logger()


class Spool:
    """Those of one service on this machine. `name` begins its files' names: what another database is told is not ours.

    The event loop looks whether there are any; all that reads and writes them is done by one thread of its own.
    """

    def __init__(self, folder: Path, name: str) -> None:
        self._folder, self._name = folder, name
        self._thread = ThreadPoolExecutor(1, "spool")
        self._waiting: deque[tuple[Entry, Future[Entry]]] = deque()
        self._files: dict[Path, SpoolFile] = {}
        """Every file that is there: ours, those taken over, and those of other processes."""
        self._own: SpoolFile | None = None

    async def keep(self, entry: Entry) -> Entry:
        """Durable when it returns; what waits is written together. Of two with one key the first is kept, and returned.

        Raises `OSError` where the disk does not take it.
        """
        kept: Future[Entry] = Future()
        self._waiting.append((entry, kept))
        self._thread.submit(self._write)
        return await asyncio.wrap_future(kept)

    async def find(self, key: str) -> Entry | None:
        """What was told for a key and is not entered yet, by any process that uses this folder."""
        if not self.any():
            return None  # as ever while the database is there
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._find, key)

    async def take(self) -> list[SpoolFile]:
        """The files to be entered: ours, and those of processes that have died."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._take)

    def any(self) -> bool:
        """Whether there may be something to enter."""
        return any(self._paths())

    async def drop(self, file: SpoolFile) -> None:
        """All of it is entered."""
        await asyncio.get_running_loop().run_in_executor(self._thread, self._drop, file)

    def close(self) -> None:
        """What is not entered is entered by who comes next."""
        self._thread.shutdown(wait=True)
        for file in self._files.values():
            file.close()

    # -- in the thread

    def _write(self) -> None:
        taken = [self._waiting.popleft() for _ in range(len(self._waiting))]
        told: dict[str, Entry] = {}
        fresh: list[Entry] = []
        try:
            for entry, _ in taken:
                known = told.get(entry.key) or self._find(entry.key)
                told[entry.key] = known or entry
                if known is None:
                    fresh.append(entry)
            if fresh:
                self._append(fresh)
        except BaseException as fault:
            self._own = None  # its last line may be torn; the next is written to a file of its own
            for _, kept in taken:
                kept.set_exception(fault)
            raise
        for entry, kept in taken:
            kept.set_result(told[entry.key])

    def _append(self, entries: list[Entry]) -> None:
        if self._own is None:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._own = SpoolFile.made(self._folder, self._name)
            self._files[self._own.path] = self._own
        self._own.append(entries)

    def _find(self, key: str) -> Entry | None:
        self._look()
        return next((file.entries[key] for file in self._files.values() if key in file.entries), None)

    def _look(self) -> None:
        there = set(self._paths())
        for path in there - set(self._files):
            self._files[path] = SpoolFile(path)
        for path in set(self._files) - there:
            self._files.pop(path).close()
        for file in self._files.values():
            with suppress(FileNotFoundError):
                file.read()

    def _paths(self) -> Iterator[Path]:
        prefix = f"{self._name}."
        with suppress(FileNotFoundError), os.scandir(self._folder) as found:
            yield from (Path(one.path) for one in found if one.name.startswith(prefix) and one.name.endswith(".jsonl"))

    def _take(self) -> list[SpoolFile]:
        self._look()
        held = [file for file in self._files.values() if file.hold()]
        self._own = None
        for file in held:
            file.read()
        return held

    def _drop(self, file: SpoolFile) -> None:
        self._files.pop(file.path, None)
        file.remove()
