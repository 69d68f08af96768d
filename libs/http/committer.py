"""The committing thread of an api: takes the commands that wait, decides them in one unit, commits, answers.

There is no linger: what arrives while a batch is decided or committed is the next one. While one is committed the next
is decided, so there are two of them: were all in one, nobody would be left to decide while the database works.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Sequence
from typing import Any

import structlog

from libs.http.ahead import AT_HAND, Ahead, Row
from libs.http.command import Answered, Command, Reply, answer, decide
from libs.http.problems import Problem, to_problem
from libs.store import AWAY, Conflict, Store, Unit
from libs.store.commit import TRIES
from libs.store.turns import Turns

log = structlog.get_logger()

BATCH = 512
TURN_SECONDS = 0.02
AT_ONCE = 32
"""So many are decided together where nothing is being committed, or half of those who wait, if that is more."""
TRIES_TOGETHER = 8
"""Some 0.1 s of conflicts before a batch is parted: who wants what is locked shall not hold up the others."""


class Committer:
    """Owns the thread. `submit` is awaited by the request; `stop` finishes what waits."""

    def __init__(self, store: Store[Any], most: int = BATCH, at_hand: int = AT_HAND) -> None:
        """`most`: commands decided in one unit; `at_hand`: documents that are not read again for the next one."""
        self.store, self.most, self.turns = store, most, Turns(store)
        self._waiting: queue.SimpleQueue[Command | Ahead | None] = queue.SimpleQueue()
        self._row = Row(store, at_hand, self._waiting.put)
        self._last: Ahead | None = None
        self._thread = threading.Thread(target=self._run, name="committer", daemon=True)

    def start(self) -> None:
        self._row.start()
        self._thread.start()

    def stop(self) -> None:
        self._waiting.put(None)
        if self._thread.ident is not None:
            self._thread.join(timeout=10)
        self._row.stop()

    async def submit(self, command: Command) -> Reply:
        self._waiting.put(command)
        return await command.answer

    def _run(self) -> None:
        stopped = False
        while not stopped:
            batch = [self._waiting.get()]
            if self.turns.contended:
                self._settle()
                self.turns.take()
            if self._many_ask():
                self._let_the_loop_turn(batch)
            self._take(batch)
            stopped = None in batch
            self.turn([command for command in batch if isinstance(command, Command)])
        self._settle()

    def _take(self, batch: list[Command | Ahead | None]) -> None:
        """Those who wait; not all of them where nothing is being committed: the others are decided while these are."""
        most = self.most
        if self._last is None or self._last.done.is_set():
            most = min(most, max(AT_ONCE, self._waiting.qsize() // 2))
        while len(batch) < most and not self._waiting.empty():
            batch.append(self._waiting.get_nowait())

    def _many_ask(self) -> bool:
        """Not so, where the last batch was of one, it is answered, and nobody else waits."""
        last = self._last
        return not self._waiting.empty() or (last is not None and (len(last.commands) > 1 or not last.done.is_set()))

    def _let_the_loop_turn(self, batch: list[Command | Ahead | None]) -> None:
        """Where many ask, whoever's request has come in already is taken along: a round of the loop reads them all."""
        loop = next((one.loop for one in batch if isinstance(one, Command)), None)
        if loop is None:
            return
        turned = threading.Event()
        loop.call_soon_threadsafe(turned.set)
        turned.wait(TURN_SECONDS)

    def turn(self, commands: Sequence[Command]) -> None:
        """Decides them, and has them committed: ahead where that can be, while the batch before is committed."""
        ahead = self._row.decide(commands, self._last) if commands and not self.turns.contended else None
        as_taken = self._settle()
        if ahead is not None and as_taken:
            self._last = ahead
            self._row.begin(ahead)
        elif commands:
            self._in_turn(commands)
        self.turns.release()

    def _settle(self) -> bool:
        """Waits for the batch before. What it could not commit as it was decided ahead is decided in turn."""
        last, self._last = self._last, None
        if last is None or not last.failed():
            return True
        self._row.recent.conflicted()  # it holds what was not committed
        self.store.count("ahead_thrown_away")
        if isinstance(last.fault, AWAY):
            answer(last.commands, [last.fault] * len(last.commands))
        else:
            self._in_turn(last.commands)
        return False

    def _in_turn(self, commands: Sequence[Command]) -> None:
        self._row.recent.clear()
        answer(commands, self._outlived(commands))

    def _outlived(self, commands: Sequence[Command]) -> Answered:
        """`decided`, or an answer all the same: this thread ends with the process, not before."""
        try:
            return self.decided(commands)
        except Exception as fault:
            log.error("batch not decided", why=repr(fault)[:500], exc_info=fault)
            return [to_problem(fault)] * len(commands)

    def decided(self, commands: Sequence[Command]) -> list[Reply | Exception]:
        """Decides and commits; what cannot be committed together is tried in halves, down to one."""
        try:
            tries = TRIES if len(commands) == 1 else TRIES_TOGETHER
            return self.store.run(lambda unit: self._careful(unit, commands), tries)
        except AWAY as fault:
            return [fault] * len(commands)
        except Conflict:
            if len(commands) == 1:
                return [Problem(503, "too many want to change the same; try again")]
        except Exception as fault:  # whatever one command brings about, the others are answered
            if len(commands) == 1:
                log.error("not committed", why=repr(fault)[:500])
                return [to_problem(fault)]
            self.store.count("commands_split")
        half = len(commands) // 2
        return self.decided(commands[:half]) + self.decided(commands[half:])

    def _careful(self, unit: Unit, commands: Sequence[Command]) -> list[Reply | Exception]:
        if unit.careful:
            self.turns.conflicted()
        return decide(unit, commands)
