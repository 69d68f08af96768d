"""The servers loaded in turn, round by round: ours and its peers; one caller alone; and one hot door."""

from __future__ import annotations

from contextlib import ExitStack

from bench import pinning
from bench.access.filled import Stock, server, told
from bench.access.house import PATH, PEOPLE, asked
from bench.access.lone import smallest
from bench.access.seen import Faster, Rounds
from bench.commands import load
from bench.figure import Figure
from bench.versions import versions
from libs.testing.running import Parts

SERVERS = ("ours", "empty", "transaction", "insert")
CONNECTIONS, SECONDS, WARM = 64, 4.0, 1.0


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
        for turn in range(rounds):
            for name, port in ports.items():
                loaded = load.run([port], token, CONNECTIONS, SECONDS, WARM, everybody, PATH)
                seen.enter(turn, name, loaded)
            seen.enter(turn, "hot door", load.run([ports["ours"]], token, CONNECTIONS, SECONDS, WARM, one_door, PATH))
            seen.enter(turn, "lone", load.run([ports["ours"]], token, 1, SECONDS, WARM, everybody, PATH))
            mongo, database = told(parts, Stock("ours", PEOPLE))
            seen.enter(turn, "smallest", smallest(mongo, database, SECONDS, WARM))
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
