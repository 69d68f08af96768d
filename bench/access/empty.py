"""Empty: the same application with its routes, tokens, bodies and decisions; what is decided is kept nowhere."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, cast

from bench.access.house import PEOPLE, site
from bench.commands.job import Job
from bench.commands.own import application
from bench.commands.undecided import serve_undecided
from libs.http.command import Command, Reply
from libs.store.finds import Wanted
from libs.store.recent import Recent
from services.access.api import api
from services.access.store import AccessUnit

NOW = datetime(2026, 3, 2, tzinfo=UTC)


class Nowhere:
    """Stands where the store is: there is nothing but what is at hand."""

    service = "access"

    def find_each(self, wanted: Sequence[Wanted], *_: object, **__: object) -> list[list[dict[str, Any]]]:
        return [[] for _ in wanted]


def known(people: int) -> Recent:
    """The site, at hand; nobody has passed a door yet."""
    unit, recent = AccessUnit(cast(Any, Nowhere()), NOW), Recent(4 * people)
    for entity in site(people, inside=0):
        unit.put(entity)
    recent.keep(unit, 1)
    return recent


if __name__ == "__main__":
    told, nowhere, at_hand = Job.given(), cast(Any, Nowhere()), known(PEOPLE)

    def decided(command: Command) -> Reply:
        unit = AccessUnit(nowhere, datetime.now(UTC))
        unit.recent = at_hand
        return command.decide(unit)

    serve_undecided(api, application(api, told), told, decided)
