"""The servers loaded in turn, round by round: ours and its peers; one caller alone; and one hot door."""

from __future__ import annotations

from contextlib import ExitStack
from functools import partial

from bench import pinning
from bench.access.filled import Stock, server, told
from bench.access.house import PATH, PEOPLE, asked
from bench.access.lone import smallest
from bench.access.seen import SECONDS, SLICES, WARM, Faster, Rounds, in_turn
from bench.commands import load
from bench.commands.load import Ask, Seen
from bench.figure import Figure
from bench.versions import versions
from libs.testing.running import Parts

SERVERS = ("ours", "empty", "transaction", "insert")
CONNECTIONS = 64


def run(parts: Parts, token: str, rounds: int) -> list[Figure]:
    """Checks/s and p99 of each with 64 callers, p50 (ms) of a lone one."""
    seen = Rounds()
    with ExitStack() as servers:
        ports = {}
        for name in SERVERS:
            stock = Stock(name, PEOPLE)
            if name in ("ours", "transaction"):
                stock.fill(parts)
            ports[name] = servers.enter_context(server(parts, name, stock))
        everybody, one_door = asked(PEOPLE), asked(PEOPLE, hot=True)

        def loaded(name: str, callers: int = CONNECTIONS, ask: Ask = everybody, slices: int = 1) -> Seen:
            return load.run([ports[name]], token, callers, slices * SECONDS, WARM, ask, PATH)

        for turn in range(rounds):
            together = in_turn(
                {
                    **{name: partial(loaded, name) for name in SERVERS if name != "transaction"},
                    "hot door": partial(loaded, "ours", ask=one_door),
                    "lone": partial(loaded, "ours", 1),
                    "smallest": partial(smallest, *told(parts, Stock("ours", PEOPLE)), SECONDS, WARM),
                }
            )
            for name, found in together.items():
                seen.enter(turn, name, found)
            seen.enter(turn, "transaction", loaded("transaction", slices=SLICES))  # an answer takes it a second
    pinned, with_what = pinning.said("the server"), versions()
    p99s, p50s = seen.p99s, seen.p50s
    better = [min(times) for times in zip(p99s["transaction"], p99s["insert"], strict=True)]
    goals = {"empty": ">= 0.5", "transaction": ">= 3", "insert": ">= 1.2"}
    return [
        *(
            Figure(f"access.vs_{peer}", goal, "checks/s", seen.rates["ours"], seen.rates[peer], None, pinned, with_what)
            for peer, goal in goals.items()
        ),
        Faster("access.p99", ">= 1", "ms", p99s["ours"], better, None, pinned, with_what),
        Figure("access.lone_p50", "<= 3", "ms", p50s["lone"], p50s["smallest"], None, pinned, with_what),
    ]
