"""More people, and a longer history: checks and the muster on little and on much, in turn, round by round."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from contextlib import ExitStack
from functools import partial
from typing import Any

import httpx

from bench import pinning
from bench.access.filled import Stock, server, told
from bench.access.house import PATH, asked
from bench.access.seen import SECONDS, WARM, Rounds, in_turn
from bench.child import measured
from bench.commands import load
from bench.commands.load import Seen
from bench.figure import Figure
from bench.versions import versions
from libs.testing.running import Parts, insisting

MANY = int(os.environ.get("CHECKS", "2000000"))
INSIDE = 500
FEW_PEOPLE, MANY_PEOPLE = Stock("few_people", 100), Stock("many_people", 100_000)
SHORT, LONG = Stock("short", 10_000, INSIDE, 10_000), Stock("long", 10_000, INSIDE, MANY)
MOVEMENTS = Stock("few_movements", 10_000, INSIDE, 2_000)
CONNECTIONS, LOOKS = 64, 200


def run(parts: Parts, token: str, rounds: int) -> list[Figure]:
    """Much against little of each."""
    for stock in (FEW_PEOPLE, MANY_PEOPLE, SHORT, MOVEMENTS, LONG):
        stock.fill(parts)
    seen, freezes = Rounds(), dict[str, list[dict[str, Any]]]()
    for turn in range(rounds):
        for pair in ((MANY_PEOPLE, FEW_PEOPLE), (LONG, SHORT)):
            for name, found in _side_by_side(parts, token, pair).items():
                seen.enter(turn, name, found)
        for stock in (LONG, MOVEMENTS):
            with server(parts, "ours", stock) as port:
                seen.enter(turn, f"muster {stock.name}", _looked(port, token))
            freezes.setdefault(stock.name, []).append(_frozen(parts, stock))
            print(f"  round {turn + 1} freezing {stock.name}: {freezes[stock.name][-1]}", flush=True)
    pinned, with_what = pinning.said("the server"), versions()

    def figure(name: str, goal: str, unit: str, ours: list[float], peer: list[float]) -> Figure:
        return Figure(f"access.{name}", goal, unit, ours, peer, None, pinned, with_what)

    def frozen(what: str) -> tuple[list[float], list[float]]:
        ours, peer = ([float(one[what]) for one in freezes[stock.name]] for stock in (LONG, MOVEMENTS))
        return ours, peer

    rates, p50s = seen.rates, seen.p50s
    return [
        figure("badges", ">= 0.9", "checks/s", rates["many_people"], rates["few_people"]),
        figure("past_checks", ">= 0.9", "checks/s", rates["long"], rates["short"]),
        figure("muster", "<= 1.2", "ms", p50s["muster long"], p50s["muster few_movements"]),
        figure("muster_frozen", "<= 1.2", "ms", *frozen("ms")),
        figure("muster_statements", "<= 1", "statements", *frozen("statements")),
    ]


def _side_by_side(parts: Parts, token: str, stocks: Sequence[Stock]) -> dict[str, Seen]:
    """Checks on each, on servers that have just begun."""
    with ExitStack() as servers:
        loads = {}
        for stock in stocks:
            port = servers.enter_context(server(parts, "ours", stock))
            loads[stock.name] = partial(load.run, [port], token, CONNECTIONS, SECONDS, WARM, asked(stock.people), PATH)
        return in_turn(loads)


def _looked(port: int, token: str) -> Seen:
    """`GET /v1/muster`, one after the other."""
    seen = Seen()
    began = time.perf_counter()
    with httpx.Client(headers={"authorization": f"Bearer {token}"}) as client:
        for _ in range(LOOKS):
            asked_at = time.perf_counter()
            answer = insisting(lambda: client.get(f"http://127.0.0.1:{port}/v1/muster"))  # 503 until its store is open
            seen.took.append(time.perf_counter() - asked_at)
            assert answer.status_code == 200, answer.text
            assert sum(len(people) for people in answer.json()["zones"].values()) == INSIDE
    seen.seconds = time.perf_counter() - began
    return seen


def _frozen(parts: Parts, stock: Stock) -> dict[str, Any]:
    mongo, database = told(parts, stock)
    answer: dict[str, Any] = measured("bench.access.freezing", {"mongo": mongo, "database": database})
    assert answer["inside"] == INSIDE, answer
    return answer
