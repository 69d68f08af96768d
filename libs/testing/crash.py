"""Crash points that enumerate themselves: every I/O step of store, relay and consumer, broken one at a time."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Literal, ParamSpec, TypeVar

from kafka.errors import KafkaTimeoutError
from pymongo.errors import AutoReconnect, OperationFailure

from libs.store.port import Port

P = ParamSpec("P")
R = TypeVar("R")

How = Literal["before", "reply_lost", "kill_before", "kill_after", "interrupted"]
HOWS: tuple[How, ...] = ("before", "reply_lost", "kill_before", "kill_after", "interrupted")


INTERRUPTED = 11601


def break_each_step(broken_at: Callable[[int], bool]) -> int:
    """Breaks the first step, the second, … until the n-th is not reached; returns that n."""
    return next(at for at in itertools.count(1) if not broken_at(at))


class Killed(BaseException):
    """The process is gone: nothing catches this but the test."""


class LostAnswer(AutoReconnect):
    """The connection broke; for a commit nobody knows what became of it."""

    def has_error_label(self, label: str) -> bool:
        return label == "UnknownTransactionCommitResult"


class CrashPort(Port):
    """Counts the steps; breaks the `at`-th: before it, after it (reply lost), or by ending the process there.

    `interrupted`: the server has ended what it was asked for; a commit, while it waited for the journal.
    """

    def __init__(self) -> None:
        self.steps: list[str] = []
        self.at: int | None = None
        self.how: How = "before"
        self.hit = False

    def crash_at(self, at: int, how: How) -> None:
        self.steps, self.at, self.how, self.hit = [], at, how, False

    def call(self, step: str, act: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        self.steps.append(step)
        if self.at is None or len(self.steps) != self.at:
            return act(*args, **kwargs)
        self.hit = True
        if self.how == "kill_before":
            raise Killed(step)
        if self.how != "before" and (self.how != "interrupted" or step == "store.commit"):
            act(*args, **kwargs)
        if self.how == "kill_after":
            raise Killed(step)
        raise _fault(step, self.how)


def _fault(step: str, how: How) -> Exception:
    if step.startswith(("relay.produce", "relay.ack", "relay.connect", "relay.topics", "consumer.")):
        lost: Exception = KafkaTimeoutError(f"{step}: {how}")
        return lost
    if how == "interrupted":
        return OperationFailure("operation was interrupted", INTERRUPTED)
    if step == "store.commit":
        return LostAnswer(f"{step}: {how}")
    return AutoReconnect(f"{step}: {how}")
