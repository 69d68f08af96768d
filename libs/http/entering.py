"""Enters what was spooled, as soon as the database is there: what this process answered, and what dead ones did."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from itertools import islice

import structlog

from libs.http.away_route import AwayRoute
from libs.http.command import KEYS, Command, Reply
from libs.http.committer import Committer
from libs.http.entry import Entry
from libs.http.opening import Opening
from libs.http.spool import Spool
from libs.http.spool_file import SpoolFile
from libs.http.watch import Watch
from libs.store import Unit

log = structlog.get_logger()

LOOK_SECONDS = 0.5
TOGETHER = 100
"""Entries that are handed to the committing thread at once; requests of now come between them."""


class Entering:
    """Of one process. `routes`: by their paths."""

    def __init__(
        self, spool: Spool, routes: Mapping[str, AwayRoute], committer: Committer, opening: Opening, watch: Watch
    ) -> None:
        self._spool, self._routes, self._committer = spool, routes, committer
        self._opening, self._watch = opening, watch

    async def run(self) -> None:
        """Until it is cancelled. What is interrupted is entered again from its file's begin, and found entered."""
        while True:
            try:
                await self._turn()
            except Exception as fault:  # whatever it is, the file stays and is tried again
                log.warning("not entered yet", why=repr(fault)[:500])
            await asyncio.sleep(LOOK_SECONDS)

    async def _turn(self) -> None:
        if not self._opening.done or not self._spool.any() or not await self._watch.there():
            return
        for file in await self._spool.take():
            await self._enter(file)
            await self._spool.drop(file)
            log.info("entered what was answered without the database", entries=len(file.entries))

    async def _enter(self, file: SpoolFile) -> None:
        entries = iter(list(file.entries.values()))
        while some := list(islice(entries, TOGETHER)):
            await asyncio.gather(*(self._committer.submit(self._command(entry)) for entry in some))

    def _command(self, entry: Entry) -> Command:
        loop, route = asyncio.get_running_loop(), self._routes[entry.route]

        def enter(unit: Unit) -> Reply:
            return route.enter(unit, entry)

        known = [(KEYS, entry.key)]
        answer: asyncio.Future[Reply] = loop.create_future()
        return Command(enter, route.needed(entry), "", "", entry.traceparent, entry.hop, loop, answer, beside=known)
