"""The one committing thread of an api: takes all commands that wait, decides them in one unit, commits, answers.

There is no linger: what arrives while a commit is under way is the next batch. Whom nobody waits for any more (the
database was away, and the client was told so) is not decided: nobody shall be let in later by a check of now.
"""

from __future__ import annotations

import asyncio
import json
import queue
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import structlog
from pymongo.errors import ConnectionFailure, PyMongoError

from libs.events import Refused
from libs.http.problems import Problem, to_problem
from libs.store import Conflict, NewerSchema, OutcomeUnknown, Store, Unavailable, Unit
from libs.store.commit import TRIES
from libs.store.turns import Turns

log = structlog.get_logger()

BATCH = 512
TRIES_TOGETHER = 8
"""Some 0.1 s of conflicts before a batch is parted: who wants what is locked shall not hold up the others."""


GIVEN_UP = Unavailable("nobody waits for it any more: nothing was decided")


@dataclass(frozen=True, slots=True)
class Reply:
    """A decided answer: status and JSON."""

    status: int
    body: bytes


@dataclass(slots=True)
class Command:
    """One request that waits. `key`: its Idempotency-Key with whose it is, or ""; `digest`: of what was asked.

    `by`: whose token it came with. `then`: what else is needed, by what was read before: a step after the other.
    """

    decide: Callable[[Unit], Reply]
    reads: Sequence[tuple[type, str]]
    key: str
    digest: str
    traceparent: str
    hop: str
    loop: asyncio.AbstractEventLoop
    answer: asyncio.Future[Reply]
    by: str = ""
    then: Sequence[Callable[[Any], Iterable[tuple[type, str]]]] = ()


class Committer:
    """Owns the thread. `submit` is awaited by the request; `stop` finishes what waits."""

    def __init__(self, store: Store[Any], most: int = BATCH) -> None:
        """`most`: commands decided in one unit."""
        self.store, self.most, self.turns = store, most, Turns(store)
        self._waiting: queue.SimpleQueue[Command | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="committer", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._waiting.put(None)
        if self._thread.ident is not None:
            self._thread.join(timeout=10)

    async def submit(self, command: Command) -> Reply:
        self._waiting.put(command)
        return await command.answer

    def _run(self) -> None:
        stopped = False
        while not stopped:
            batch = [self._waiting.get()]
            self.turns.take_if_contended()
            while len(batch) < self.most and not self._waiting.empty():
                batch.append(self._waiting.get_nowait())
            stopped = None in batch
            commands = [command for command in batch if command is not None]
            answers = self._outlived(commands) if commands else []
            self.turns.release()
            if commands:
                self._answer(commands, answers)

    def _outlived(self, commands: Sequence[Command]) -> Sequence[Reply | Exception]:
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
            return self.store.run(lambda unit: self._in_turn(unit, commands), tries)
        except (Unavailable, OutcomeUnknown, ConnectionFailure) as fault:
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

    def _in_turn(self, unit: Unit, commands: Sequence[Command]) -> list[Reply | Exception]:
        if unit.careful:
            self.turns.conflicted()
        return self._decide(unit, commands)

    def _decide(self, unit: Unit, commands: Sequence[Command]) -> list[Reply | Exception]:
        live = [command for command in commands if not command.answer.done()]
        keys = [command.key for command in live if command.key]
        known = {k["_id"]: k for k in self.store.find_ids("idempotency", keys)} if keys else {}
        unit.prefetch(pair for command in live for pair in command.reads)
        for step in range(max((len(command.then) for command in live), default=0)):
            unit.prefetch(pair for c in live if step < len(c.then) for pair in c.then[step](unit))
        replies: list[Reply | Exception] = []
        for command in commands:
            if command.answer.done():
                replies.append(GIVEN_UP)
                continue
            before = known.get(command.key)
            if before is not None:
                replies.append(_as_before(before, command))
                continue
            reply = _decide_one(unit, command)
            if command.key and isinstance(reply, Reply):
                known[command.key] = keep_answer(unit, command.key, command.digest, reply)
            replies.append(reply)
        return replies

    def _answer(self, commands: Sequence[Command], replies: Sequence[Reply | Exception]) -> None:
        loop = commands[0].loop

        def settle() -> None:
            for command, reply in zip(commands, replies, strict=True):
                if command.answer.done():
                    continue  # the client has gone; what was committed stays
                if isinstance(reply, Reply):
                    command.answer.set_result(reply)
                else:
                    command.answer.set_exception(reply)

        loop.call_soon_threadsafe(settle)


def keep_answer(unit: Unit, key: str, digest: str, reply: Reply) -> dict[str, Any]:
    """What who asks with this key again is told; the document of it."""
    kept = {"_id": key, "digest": digest, "status": reply.status, "body": reply.body, "at": datetime.now(UTC)}
    unit.insert("idempotency", kept)
    return kept


def _as_before(before: dict[str, Any], command: Command) -> Reply | Exception:
    if before["digest"] != command.digest:
        return Problem(409, "this Idempotency-Key was used for another request")
    return Reply(before["status"], bytes(before["body"]))


def _decide_one(unit: Unit, command: Command) -> Reply | Exception:
    """A refusal changes nothing and is an answer like any other: the same key gets it again."""
    unit.traceparent, unit.hop, unit.by = command.traceparent, command.hop, command.by
    try:
        return unit.attempt(lambda: command.decide(unit))
    except Refused as refused:
        problem = Problem.of(refused)
        return Reply(problem.status, json.dumps(problem.body()).encode())
    except Problem as problem:
        return problem
    except NewerSchema as fault:
        return to_problem(fault)
    except (Conflict, Unavailable, OutcomeUnknown, PyMongoError):
        raise
    except Exception as fault:  # one command's error is its own answer, not its neighbours'
        log.error("command failed", trace=command.traceparent, why=repr(fault), exc_info=fault)
        return to_problem(fault)
