"""Empty: the same application with its routes, tokens, bodies and answers; what a command decides is kept nowhere."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, cast

from bench.commands.job import Job
from bench.commands.own import application
from bench.commands.undecided import serve_undecided
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


if __name__ == "__main__":
    told, nothing = Job.given(), cast(Any, Forgetful())
    serve_undecided(api, application(api, told, "libs.testing.toys"), told, lambda command: command.decide(nothing))
