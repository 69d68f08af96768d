"""Work in a thread, which whoever asked for it may give up."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

R = TypeVar("R")


def begun(work: Coroutine[Any, Any, R]) -> asyncio.Future[R]:
    """The answer of work in a thread, which can be given up while the thread still works."""
    answer: asyncio.Future[R] = asyncio.get_running_loop().create_future()
    task = asyncio.ensure_future(work)

    def ended(task: asyncio.Task[R]) -> None:
        fault = None if task.cancelled() else task.exception()
        if answer.done():
            return
        if task.cancelled():
            answer.cancel()
        elif fault is not None:
            answer.set_exception(fault)
        else:
            answer.set_result(task.result())

    def given_up(answer: asyncio.Future[R]) -> None:
        if answer.cancelled():
            task.cancel()

    task.add_done_callback(ended)
    answer.add_done_callback(given_up)
    return answer
