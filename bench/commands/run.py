"""Loads the four servers in turn, round by round."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path

from bench import pinning
from bench.child import ROOT
from bench.commands import load
from bench.commands.job import Job
from bench.figure import Figure
from bench.versions import versions
from libs.runtime.parts.child import Child
from libs.runtime.platform import free_port
from libs.runtime.ports import answers
from libs.runtime.tokens import mint
from libs.testing.running import Parts, until

SERVERS = {"ours": 64, "empty": 64, "insert": 64, "ours at 256": 256, "transaction at 256": 256}
"""Who is loaded by how many connections in a round."""
SECONDS, WARM = 4.0, 1.0


def run(rounds: int) -> list[Figure]:
    """Requests/s and p99 (ms) of each, in interleaved rounds."""
    rates: dict[str, list[float]] = {}
    p99s: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as folder, pinning.on(pinning.PARTS), ExitStack() as servers:
        parts = servers.enter_context(Parts.started(Path(folder)))
        token = mint(parts.database.secrets.signing_key_file, "admin", timedelta(hours=1))
        names = dict.fromkeys(name.split()[0] for name in SERVERS)
        ports = {
            name: servers.enter_context(served(parts, f"bench.commands.{name}", f"commands_{name}")) for name in names
        }
        for turn in range(rounds):
            for name, connections in SERVERS.items():
                seen = load.run([ports[name.split()[0]]], token, connections, SECONDS, WARM)
                _enter(turn, name, seen, rates, p99s)
    with tempfile.TemporaryDirectory() as folder, Parts.started(Path(folder)) as parts:
        for turn in range(rounds):
            for name, apis in (("hot, two apis", 2), ("hot, one api", 1)):
                _enter(turn, name, _hot(parts, apis, f"hot_{turn}_{apis}"), rates, p99s)
    pinned, with_what = pinning.said("the server"), versions()

    def figure(name: str, goal: str, unit: str, of: dict[str, list[float]], ours: str, peer: str) -> Figure:
        return Figure(f"commands.{name}", goal, unit, of[ours], of[peer], None, pinned, with_what)

    return [
        figure("vs_empty", ">= 0.6", "requests/s", rates, "ours", "empty"),
        figure("vs_transaction", ">= 3", "requests/s", rates, "ours at 256", "transaction at 256"),
        figure("vs_insert", ">= 1.2", "requests/s", rates, "ours", "insert"),
        figure("p99_vs_transaction", "< 1", "ms", p99s, "ours at 256", "transaction at 256"),
        figure("p99_vs_insert", "< 1", "ms", p99s, "ours", "insert"),
        figure("hot_two_vs_one", ">= 1", "requests/s", rates, "hot, two apis", "hot, one api"),
    ]


def _enter(turn: int, name: str, seen: load.Seen, rates: dict[str, list[float]], p99s: dict[str, list[float]]) -> None:
    rates.setdefault(name, []).append(seen.rate)
    p99s.setdefault(name, []).append(seen.quantile(0.99))
    took = ", ".join(f"p{part} {seen.quantile(part / 100):>6.1f} ms" for part in (50, 99))
    print(f"  round {turn + 1} {name:<18} {seen.rate:>7.0f} requests/s, {took}", flush=True)


def _hot(parts: Parts, apis: int, database: str) -> load.Seen:
    """So many apis of one service, whose 64 callers all want the same document. Nothing is pinned."""
    token = mint(parts.database.secrets.signing_key_file, "admin", timedelta(hours=1))
    with ExitStack() as servers:
        ports = [
            servers.enter_context(served(parts, "bench.commands.ours", database, pinned=False)) for _ in range(apis)
        ]
        return load.run(ports, token, 64, SECONDS, WARM, load.one_of(1))


@contextmanager
def served(parts: Parts, name: str, database: str, pinned: bool = True) -> Iterator[int]:
    """The port of a server, by its module, that answers, on this database."""
    uri = parts.address(database, database)
    job = Job(free_port(), uri, database, str(parts.database.secrets.public_key_file))
    argv = [sys.executable, "-m", name, job.as_json()]
    child = Child(name, argv, parts.folder / "logs" / f"{name}.log", {}, ROOT)
    with pinning.on(pinning.MEASURED if pinned else set(pinning.CORES)):
        child.start()
    try:
        until(lambda: answers(job.port), f"{name} answers; see {child.log}")
        yield job.port
    finally:
        child.stop(5.0)
