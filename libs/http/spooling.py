"""Answers without the database: from the spool, from memory, or anew, and then spooled before it is given."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import structlog

from libs.events import Refused
from libs.http.away import Asked
from libs.http.away_route import AwayRoute
from libs.http.command import Reply
from libs.http.entry import Entry
from libs.http.problems import to_problem
from libs.http.shapes import expect_not_ahead
from libs.http.spool import Spool

log = structlog.get_logger()


class Spooling:
    """Answers the commands of one process that may be answered without the database."""

    def __init__(self, spool: Spool) -> None:
        self.spool = spool
        self.recent = Answers()

    async def answered(self, route: AwayRoute, asked: Asked, decided: Callable[[], Awaitable[Reply]]) -> Reply:
        """What the database's decision is or, where there is none, what is told without it.

        Raises what `decided` raises where nothing is told without it.
        """
        entry = route.told(asked)
        if entry is None:
            return await decided()
        told = await self._spooled(asked.key)
        if told is not None:
            return _as_told(told, asked)
        try:
            reply = await decided()
        except Exception as fault:
            if to_problem(fault).status < 500:
                raise
            log.warning("answered without the database", route=route.path, made=asked.made, why=repr(fault)[:200])
            before = self.recent.get(asked)
            if before is not None:
                return before
            expect_not_ahead(asked.body, asked.now)
            return _as_told(await self._kept(entry), asked)
        self.recent.keep(asked, reply)
        return reply

    async def _spooled(self, key: str) -> Entry | None:
        try:
            return await self.spool.find(key)
        except Exception as fault:
            log.error("the spool cannot be read", why=str(fault), exc_info=fault)
            return None

    async def _kept(self, entry: Entry) -> Entry:
        try:
            return await self.spool.keep(entry)
        except Exception as fault:  # the disk is full, or gone too: a log line is all that is left of it
            log.critical("answered and not kept", why=str(fault), entry=entry.line().decode(), exc_info=fault)
            return entry


class Answers:
    """The newest answers of this process, for who asks again while the database is away."""

    MOST = 1_000

    def __init__(self) -> None:
        self._told: dict[str, tuple[str, Reply]] = {}

    def keep(self, asked: Asked, reply: Reply) -> None:
        self._told[asked.key] = asked.digest, reply
        if len(self._told) > self.MOST:
            del self._told[next(iter(self._told))]

    def get(self, asked: Asked) -> Reply | None:
        """Raises `Refused` (conflict) where the key was used for another request."""
        digest, reply = self._told.get(asked.key, (asked.digest, None))
        _expect_same(digest, asked)
        return reply


def _as_told(told: Entry, asked: Asked) -> Reply:
    _expect_same(told.digest, asked)
    return Reply(told.status, told.told.encode())


def _expect_same(digest: str, asked: Asked) -> None:
    if digest != asked.digest:
        raise Refused("conflict", "this Idempotency-Key was used for another request")
