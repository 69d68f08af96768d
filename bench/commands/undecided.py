"""An API of ours without a committing thread: every command is answered at once, and nothing is kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import FastAPI

from bench.commands.job import Job, serve
from libs.http import Api
from libs.http.command import Command, Reply


class NoCommitter:
    """Stands where the committing thread is. `answer`: what a command is told."""

    def __init__(self, answer: Callable[[Command], Reply]) -> None:
        self.answer = answer

    def start(self) -> None:
        pass

    def stop(self) -> None:
        pass

    async def submit(self, command: Command) -> Reply:
        return self.answer(command)


def serve_undecided(api: Api, app: FastAPI, job: Job, answer: Callable[[Command], Reply]) -> None:
    """Serves an application, which is that of `api`."""
    stand_in: Any = NoCommitter(answer)
    api.committer = stand_in
    serve(app, job)
