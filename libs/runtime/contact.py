"""Watches whether broker and database let this process in, while it runs too: a password or a certificate may end."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Sequence
from functools import partial

import structlog

from libs.runtime.knock_database import knock_at_database
from libs.runtime.settings import Settings

log = structlog.get_logger()

EVERY_SECONDS = 30.0
REFUSED_SECONDS = 2.0
"""Machine seconds between knocks; while one of them is refused. A first refusal counts when it is repeated: soon after
its start a database does not know its users yet."""


class Contact:
    """`why`: sentences of those that do not let us in; none: they do, or are away."""

    def __init__(self, knocks: Sequence[Callable[[], str]]) -> None:
        self._knocks = knocks
        self.why: tuple[str, ...] = ()
        self._before: tuple[str, ...] = ()
        self._stop = threading.Event()

    @classmethod
    def of_api(cls, settings: Settings) -> Contact:
        """It does not speak with the broker, and does not load what that takes."""
        return cls([partial(knock_at_database, settings.mongo_uri)])

    @classmethod
    def of_worker(cls, settings: Settings, reads: Collection[str], writes: Collection[str]) -> Contact:
        """With the topics that it reads and writes."""
        from libs.runtime.knock_broker import knock_at_broker

        at_broker = partial(knock_at_broker, settings.broker_access, reads, writes)
        return cls([partial(knock_at_database, settings.mongo_uri), at_broker])

    def run(self) -> None:
        """Until `stop()`."""
        while not self._stop.is_set():
            self.knock()
            self._stop.wait(REFUSED_SECONDS if self._before else EVERY_SECONDS)

    def knock(self) -> None:
        """At each of them; what is new is said, each once."""
        heard = tuple(filter(None, [knock() for knock in self._knocks]))
        again = tuple(sentence for sentence in heard if sentence in self._before)
        for sentence in again:
            if sentence not in self.why:
                log.error(sentence)
        if self.why and not heard:
            log.info("let in again")
        self.why, self._before = again, heard

    def stop(self) -> None:
        self._stop.set()
