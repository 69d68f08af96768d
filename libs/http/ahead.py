"""Batches of commands in a row: while the database commits one, the next is decided on what that one makes.

As libs/bus/row.py does it with records: what is decided ahead takes documents as they were last at hand, and as the
batch before leaves them. It is sent when that is committed, and looks then whether all that it relied on still holds.
Where anything is not as it was taken to be it is thrown away, and decided in turn.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import structlog

from libs.http.command import GIVEN_UP, Answered, Command, answer, decide
from libs.store import Conflict, Store, Unit
from libs.store.commit import Prepared, prepare, write
from libs.store.recent import Recent

log = structlog.get_logger()

AT_HAND = 2_000
"""Documents of which an api knows how they were last, where its service says nothing else: some 2 to 20 kB each."""


@dataclass(slots=True)
class Ahead:
    """A batch that is decided, and its commit. `fault`: why it was not committed, once it is `done`."""

    commands: Sequence[Command]
    replies: Answered
    prepared: Prepared
    done: threading.Event = field(default_factory=threading.Event)
    fault: Exception | None = None

    def failed(self) -> bool:
        """Waits for the commit."""
        self.done.wait()
        return self.fault is not None

    def must_be_done(self) -> None:
        """Waits for the commit. Raises `Conflict` where there was none: who was decided on it is decided again."""
        if self.failed():
            raise Conflict("the batch before was not committed as it was decided")


class Row:
    """Decides ahead in the caller's thread, and commits in one of its own. `failed`: told of what was not committed.

    What is made of others' events is not kept at hand: it is the worker's, who changes it all the time.
    """

    def __init__(self, store: Store[Any], at_hand: int, failed: Callable[[Ahead], None]) -> None:
        own = {name: kept for name, kept in store.unit_type.collections().items() if not kept.projection}
        history = [name for name, kept in own.items() if kept.history]
        self.store, self.recent, self._failed = store, Recent(at_hand, own, history), failed
        self._given: queue.SimpleQueue[Ahead | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="commits", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._given.put(None)
        if self._thread.ident is not None:
            self._thread.join(timeout=10)

    def decide(self, commands: Sequence[Command], last: Ahead | None) -> Ahead | None:
        """`last`: what is being committed. None: it is to be decided when its turn has come."""
        if not self.recent.ready():
            return None
        unit: Unit = self.store.unit()
        unit.recent, unit.before_searching = self.recent, last.must_be_done if last else None
        try:
            replies = decide(unit, commands)
            unit.before_searching = None  # else each batch keeps the one before, and so all of them
            prepared = prepare(unit, encoded=last is not None and not last.done.is_set())
        except Exception as fault:  # it is seen again, and said, by whoever decides in turn
            log.info("not decided ahead", why=repr(fault)[:500])
            return None
        self.recent.keep(unit, prepared.stamp)
        return Ahead(commands, replies, prepared)

    def begin(self, ahead: Ahead) -> None:
        """Has it committed and answered. The one before is done."""
        self._given.put(ahead)

    def _run(self) -> None:
        while (ahead := self._given.get()) is not None:
            ahead.fault = self._send(ahead)
            ahead.done.set()
            if ahead.fault is None:
                answer(ahead.commands, ahead.replies)
            else:
                self._failed(ahead)

    def _send(self, ahead: Ahead) -> Exception | None:
        if any(c.given_up for c, reply in zip(ahead.commands, ahead.replies, strict=True) if reply is not GIVEN_UP):
            return Conflict("it was decided for somebody who does not wait any more")
        try:
            write(self.store, ahead.prepared)
        except Exception as fault:  # it is mended, or told, where it is known of
            return fault
        return None
