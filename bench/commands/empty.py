"""Empty: the same application with its routes, tokens, bodies and answers; what a command decides is kept nowhere."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from bench.commands.job import Job, serve
from bench.commands.ours import application
from libs.http.committer import Command, Reply
from libs.testing.toys.counter.api import api
from libs.testing.toys.counter.store import Count


class Forgetful:
    """Stands where the unit is: every count is new."""

    now = datetime(2026, 3, 2, tzinfo=UTC)

    @property
    def counts(self) -> Forgetful:
        return self

    def get(self, _id: str) -> Count | None:
        return None

    def save(self, outcome: object) -> None:
        pass


class NoCommitter:
    """Stands where the committing thread is: answers at once."""

    def __init__(self) -> None:
        self.unit: Any = Forgetful()

    def start(self) -> None:
        pass

    def stop(self) -> None:
        pass

    async def submit(self, command: Command) -> Reply:
        return command.decide(self.unit)


if __name__ == "__main__":
    told = Job.given()
    app = application(told)
    stand_in: Any = NoCommitter()
    api.committer = stand_in
    serve(app, told)
