"""Commands: requests that change something, decided together in one unit, each with an answer of its own."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import structlog
from pymongo.errors import PyMongoError

from libs.events import Refused, Value
from libs.http.problems import Problem, to_problem
from libs.store import Conflict, NewerSchema, OutcomeUnknown, Unavailable, Unit
from libs.store.slot import Place

log = structlog.get_logger()

KEYS = "idempotency"
"""Where the answers are kept, by their keys."""

GIVEN_UP = Unavailable("nobody waits for it any more: nothing was decided")


class Reply(Value):
    """A decided answer: status and JSON."""

    status: int
    body: bytes


Answered = Sequence[Reply | Exception]


@dataclass(slots=True)
class Command:
    """One request that waits. `key`: its Idempotency-Key with whose it is, or ""; `digest`: of what was asked.

    `by`: whose token it came with. `then`: what else is needed, by what was read before: a step after the other.
    `beside`: collection and id of what is looked for beside the entities.
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
    beside: Sequence[Place] = ()

    @property
    def given_up(self) -> bool:
        """Whether nobody waits for it any more: the client has gone, or was told that the database is away."""
        return self.answer.done()


def decide(unit: Unit, commands: Sequence[Command]) -> list[Reply | Exception]:
    """Decides them one after the other; what they read by id is read before, a query a collection and step.

    Where all of a step was at hand, what comes after it is too, almost always: it is not asked for ahead.

    Whom nobody waits for is not decided: nobody shall be let in later by a check of now.
    """
    live = [command for command in commands if not command.given_up]
    keys = [command.key for command in live if command.key]
    beside = [place for command in live for place in command.beside]
    if unit.recent is None:
        beside += [(KEYS, key) for key in keys]
    else:  # none is taken to be known, until the commit looks
        unit.take_to_be_absent(KEYS, keys)
    read = unit.prefetch((pair for command in live for pair in command.reads), beside=beside)
    for step in range(max((len(command.then) for command in live), default=0)):
        if not read:
            break
        read = unit.prefetch(pair for c in live if step < len(c.then) for pair in c.then[step](unit))
    replies: list[Reply | Exception] = []
    for command in commands:
        if command.given_up:
            replies.append(GIVEN_UP)
            continue
        before = unit.beside(KEYS, [command.key]) if command.key else {}
        if before:
            replies.append(_as_before(before[command.key], command))
            continue
        reply = _decide_one(unit, command)
        if command.key and isinstance(reply, Reply):
            keep_answer(unit, command.key, command.digest, reply)
        replies.append(reply)
    return replies


def answer(commands: Sequence[Command], replies: Answered) -> None:
    """Each its own, from whatever thread."""

    def settle() -> None:
        for command, reply in zip(commands, replies, strict=True):
            if command.given_up:
                continue  # what was committed stays
            if isinstance(reply, Reply):
                command.answer.set_result(reply)
            else:
                command.answer.set_exception(reply)

    commands[0].loop.call_soon_threadsafe(settle)


def keep_answer(unit: Unit, key: str, digest: str, reply: Reply) -> None:
    """What who asks with this key again is told."""
    kept = {"_id": key, "digest": digest, "status": reply.status, "body": reply.body, "at": datetime.now(UTC)}
    unit.insert(KEYS, kept)


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
