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

SERVERS = ("ours", "empty", "transaction", "insert")
CONNECTIONS = 64
SECONDS, WARM = 4.0, 1.0


def run(rounds: int) -> list[Figure]:
    """Requests/s and p99 (ms) of each, in interleaved rounds."""
    rates: dict[str, list[float]] = {name: [] for name in SERVERS}
    p99s: dict[str, list[float]] = {name: [] for name in SERVERS}
    with tempfile.TemporaryDirectory() as folder, pinning.on(pinning.PARTS), ExitStack() as servers:
        parts = servers.enter_context(Parts.started(Path(folder)))
        token = mint(parts.database.secrets.signing_key_file, "admin", timedelta(hours=1))
        ports = {name: servers.enter_context(served(parts, name, f"commands_{name}")) for name in SERVERS}
        for turn in range(rounds):
            for name in SERVERS:
                seen = load.run(ports[name], token, CONNECTIONS, SECONDS, WARM)
                rates[name].append(seen.rate)
                p99s[name].append(seen.quantile(0.99))
                took = ", ".join(f"p{part} {seen.quantile(part / 100):>6.1f} ms" for part in (50, 99))
                print(f"  round {turn + 1} {name:<12} {seen.rate:>7.0f} requests/s, {took}", flush=True)
    pinned, with_what = pinning.said("the server"), versions()

    def figure(name: str, goal: str, unit: str, of: dict[str, list[float]], peer: str) -> Figure:
        return Figure(f"commands.{name}", goal, unit, of["ours"], of[peer], None, pinned, with_what)

    return [
        figure("vs_empty", ">= 0.5", "requests/s", rates, "empty"),
        figure("vs_transaction", ">= 3", "requests/s", rates, "transaction"),
        figure("vs_insert", ">= 1.2", "requests/s", rates, "insert"),
        figure("p99_vs_transaction", "< 1", "ms", p99s, "transaction"),
        figure("p99_vs_insert", "< 1", "ms", p99s, "insert"),
    ]


@contextmanager
def served(parts: Parts, name: str, database: str) -> Iterator[int]:
    """The port of a server that answers, on this database."""
    uri = parts.address(database, database)
    job = Job(free_port(), uri, database, str(parts.database.secrets.public_key_file))
    argv = [sys.executable, "-m", f"bench.commands.{name}", job.as_json()]
    child = Child(name, argv, parts.folder / "logs" / f"{name}.log", {}, ROOT)
    with pinning.on(pinning.MEASURED):
        child.start()
    try:
        until(lambda: answers(job.port), f"{name} answers; see {child.log}")
        yield job.port
    finally:
        child.stop(5.0)
