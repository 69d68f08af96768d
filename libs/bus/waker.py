"""Wakes the relay when something was committed: a change stream on the outbox, which carries nothing but the call."""

from __future__ import annotations

import threading
import time
from typing import Any

import structlog
from pymongo.errors import PyMongoError

from libs.store import Store

log = structlog.get_logger()

INSERTS: list[dict[str, Any]] = [{"$match": {"operationType": "insert"}}, {"$project": {"_id": 1}}]


class Waker:
    """`wake` is set after each commit, at each (re)start of the stream, and may be set by anybody."""

    def __init__(self, store: Store[Any]) -> None:
        self.store, self.wake, self.stopped = store, threading.Event(), False

    def watch(self) -> None:
        """Runs until `stop()`. A lost stream is opened anew: nothing hangs on where it stood."""
        while not self.stopped:
            try:
                with self.store.db.outbox.watch(INSERTS, max_await_time_ms=1_000) as stream:
                    self.wake.set()
                    while not self.stopped:
                        if stream.try_next() is not None:
                            self.wake.set()
            except PyMongoError as fault:
                self.store.count("change_stream_lost")
                log.warning("change stream opened anew", why=repr(fault))
                self.wake.set()
                time.sleep(0.2)

    def stop(self) -> None:
        self.stopped = True
        self.wake.set()
