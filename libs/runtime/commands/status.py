"""`chapelle status`: what runs, since when, how far behind it is, how often it was started again."""

from __future__ import annotations

import argparse
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from libs.runtime.clock import Clock
from libs.runtime.commands.arguments import Commands, There, as_json, declare, put, put_json
from libs.runtime.health import readiness
from libs.runtime.topology import SERVICES

FIGURES = ("lag", "unsent_age_seconds", "unapplied_age_seconds", "letters_waiting", "letter_age_seconds")
"""What a worker says of itself: records and seconds."""


def add(commands: Commands) -> None:
    """Declares it."""
    as_json(declare(commands, "status", run, "show what runs, since when, lag and ages, restarts"))


def run(wish: argparse.Namespace) -> int:
    """1 where something is not ready."""
    there = There.at(wish.data)
    rows = [*processes(there)]
    now = Clock.read(there.running.clock).now().isoformat(timespec="seconds")
    if wish.json:
        put_json({"clock": now, "base_port": there.running.base_port, "pid": there.running.pid, "processes": rows})
    else:
        _table(there, now, rows)
    return 0 if all(row["ready"] for row in rows) else 1


def processes(there: There) -> list[dict[str, Any]]:
    """The supervisor's view of each process, with what the process itself says."""
    rows: list[dict[str, Any]] = there.folder.read("status.json")
    ports = {f"{name}-api": there.topology.api(name) for name in SERVICES}
    ports |= {f"{name}-worker": there.topology.worker(name) for name in SERVICES}

    def whole(row: dict[str, Any]) -> dict[str, Any]:
        port = ports.get(row["name"])
        ready, said = readiness(port, 5.0) if port else (row["alive"], {})
        return {**row, "port": port, "ready": ready, **{name: said[name] for name in FIGURES if name in said}}

    with ThreadPoolExecutor(len(rows) or 1) as pool:
        return list(pool.map(whole, rows))


def _table(there: There, now: str, rows: list[dict[str, Any]]) -> None:
    put(f"clock {now}   data {there.folder.path}   supervisor {there.running.pid}\n")
    put("process          ready     since restarts     lag   unsent  unapplied  letters")
    for row in rows:
        ready = "yes" if row["ready"] else "NO"
        put(
            f"{row['name']:<16} {ready:<6} {_age(row['since']):>8} {row['restarts']:>8} "
            f"{_figure(row, 'lag'):>7} {_figure(row, 'unsent_age_seconds', ' s'):>8} "
            f"{_figure(row, 'unapplied_age_seconds', ' s'):>10} {_figure(row, 'letters_waiting'):>8}".rstrip()
        )


def _age(since: float) -> str:
    seconds = int(time.time() - since)
    for length, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= length:
            return f"{seconds // length} {unit}"
    return f"{seconds} s"


def _figure(row: dict[str, Any], name: str, unit: str = "") -> str:
    return f"{row[name]:.0f}{unit}" if name in row else ""
