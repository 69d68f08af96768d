"""The store of an api is opened beside its requests: also while the database is away there is somebody who answers."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable
from typing import Any

import structlog
from pymongo.errors import PyMongoError

from libs.store import NewerSchema, Store, Unavailable, passes

log = structlog.get_logger()

LOOK_SECONDS = 2.0


class Opening:
    """Sets the store up in a thread, for as long as that takes, then calls `then`."""

    def __init__(self, store: Store[Any], then: Callable[[], None]) -> None:
        self._store, self._then = store, then
        self._open = threading.Event()
        self._newer = ""

    def begin(self) -> None:
        threading.Thread(target=self._run, name="opening", daemon=True).start()

    @property
    def done(self) -> bool:
        return self._open.is_set()

    def expect(self) -> None:
        """Raises where the store is not open yet: `NewerSchema` if what is stored cannot be read, or `Unavailable`."""
        if self._newer:
            raise NewerSchema(self._newer)
        if not self.done:
            raise Unavailable("the database has not been there since this process started")

    def _run(self) -> None:
        while not self.done:
            try:
                self._store.set_up()
            except NewerSchema as fault:
                if not self._newer:
                    log.error("what is stored cannot be read", why=str(fault))
                self._newer = str(fault)
                time.sleep(LOOK_SECONDS)
            except PyMongoError as fault:
                if not passes(fault):
                    log.error("the store cannot be set up", why=str(fault)[:500])
                    os.kill(os.getpid(), signal.SIGTERM)  # started again, it says so again
                    return
            else:
                self._newer = ""
                self._then()
                self._open.set()
