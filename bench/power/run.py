"""Readings by the batch against one by one, and after a month of them against none; what if nodes were lost."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from pymongo import MongoClient

from bench import pinning
from bench.access.seen import Rounds
from bench.child import measured
from bench.commands import load
from bench.commands.load import Ask
from bench.commands.run import served
from bench.figure import Figure
from bench.power.house import BATCH, DAY_READINGS, METERS, PATH, batches, begin, one_by_one
from bench.versions import versions
from libs.events import Value
from libs.runtime.tokens import mint
from libs.testing.running import Parts

DAYS = int(os.environ.get("DAYS", "30"))
CALLERS, REQUESTS, SECONDS, WARM = 8, 48, 20.0, 1.0
"""Eight are answered at once, once in a second of a slow machine: in fewer seconds one turn more or less is a tenth."""
FILLED_SECONDS = 10.0
"""So long it is fed at a time until the days are full."""


class Fed(Value):
    """A server, and what its callers send it: each goes on where it was."""

    port: int
    token: str
    asks: Sequence[Ask]

    def loaded(self, seconds: float = SECONDS, warm: float = WARM) -> load.Seen:
        return load.run([self.port], self.token, len(self.asks), seconds, warm, self.asks, PATH)


def run(rounds: int) -> list[Figure]:
    """All figures of power."""
    seen = Rounds()
    with tempfile.TemporaryDirectory() as folder, pinning.on(pinning.PARTS), ExitStack() as opened:
        parts = opened.enter_context(Parts.started(Path(folder)))
        token = mint(parts.database.secrets.signing_key_file, "admin", timedelta(hours=1))
        first = begin(DAYS)

        def fed(module: str, name: str, asks: Sequence[Ask]) -> Fed:
            return Fed(opened.enter_context(_server(parts, module, name)), token, asks)

        month = fed("ours", "month", batches(first, CALLERS))
        none = fed("ours", "none", batches(first, CALLERS))
        request = fed("request", "request", one_by_one(first, REQUESTS))
        _fill(month, DAYS * DAY_READINGS)
        for turn in range(rounds):
            for name, one in (("month", month), ("none", none), ("request", request)):
                seen.enter(turn, name, one.loaded())
        _expect_hours(parts, "month", DAYS)
    losing = [measured("bench.power.losing", {}) for _ in range(rounds)]
    print(f"  what if, of {losing[0]['nodes']} nodes: {losing}", flush=True)
    pinned, with_what = pinning.said("the server"), versions()
    rates = {name: [rate * (1 if name == "request" else BATCH) for rate in seen.rates[name]] for name in seen.rates}

    def figure(name: str, goal: str, unit: str, ours: list[float], peer: Sequence[float] = ()) -> Figure:
        return Figure(f"power.{name}", goal, unit, ours, peer, None, pinned, with_what)

    return [
        figure("vs_request", ">= 20", "readings/s", rates["none"], rates["request"]),
        figure("month", ">= 0.9", "readings/s", rates["month"], rates["none"]),
        figure("what_if", "<= 2", "ms", [one["worst_ms"] for one in losing], [one["walk_ms"] for one in losing]),
        figure("what_if_pairs", "<= 10", "s", [one["pairs_s"] for one in losing]),
    ]


@contextmanager
def _server(parts: Parts, module: str, name: str) -> Iterator[int]:
    database = f"power_{name}"
    measured("bench.power.fill", {"mongo": parts.address(database, database), "database": database}, pinned=False)
    with served(parts, f"bench.power.{module}", database) as port:
        yield port


def _fill(month: Fed, number: int) -> None:
    taken = 0
    while taken < number:
        seen = month.loaded(FILLED_SECONDS, 0.0)
        taken += BATCH * (len(seen.took) + CALLERS)
        print(f"  {taken} of {number} readings, {seen.rate * BATCH:.0f}/s", flush=True)


def _expect_hours(parts: Parts, name: str, days: int) -> None:
    """What was fed has closed its hours: raises `AssertionError` where that is not so."""
    database = f"power_{name}"
    with MongoClient[dict[str, Any]](parts.address(database, database)) as client:
        hours = client[database].hours.count_documents({"estimated": False})
    assert hours >= days * 24 * len(METERS), hours
