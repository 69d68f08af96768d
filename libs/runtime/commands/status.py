"""`chapelle status`: what runs, since when, how far behind it is, how often it was started again."""

from __future__ import annotations

import argparse
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from libs.events.services import SERVICES
from libs.runtime.clock import Clock
from libs.runtime.commands.arguments import Commands, There, as_json, declare, put, put_json
from libs.runtime.health import readiness
from libs.runtime.ports import answers

FIGURES = ("lag", "unsent_age_seconds", "unapplied_age_seconds", "letters_waiting", "letter_age_seconds")
"""What a worker says of itself: records and seconds."""
BEHIND = {"unsent_age_seconds": "events are not sent", "unapplied_age_seconds": "records are not applied"}


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
    parts = {"broker": there.topology.broker, "database": there.topology.database}

    def whole(row: dict[str, Any]) -> dict[str, Any]:
        name = row["name"]
        port = ports.get(name) or parts.get(name)
        ready, said = readiness(ports[name], 5.0, there.topology.trust) if name in ports else (row["alive"], {})
        if name in parts:
            ready = ready and answers(parts[name])
        figures = {figure: said[figure] for figure in FIGURES if figure in said}
        return {**row, "port": port, "ready": ready, **({} if ready else {"why": why_not_ready(row, said)}), **figures}

    with ThreadPoolExecutor(len(rows) or 1) as pool:
        return list(pool.map(whole, rows))


def why_not_ready(row: dict[str, Any], said: dict[str, Any]) -> str:
    """Why a process is not ready, as far as it can be told from outside."""
    if not row["alive"]:
        return "it has ended and is being started again"
    if not said:
        return "it does not answer"
    if not said.get("joined", True):
        return "it has not found its topics yet"
    behind = [f"{what} for {said[name]:.0f} s" for name, what in BEHIND.items() if said.get(name, 0) >= 1]
    return str(said.get("database") or said.get("detail") or ", ".join(behind) or "it says so")


def _table(there: There, now: str, rows: list[dict[str, Any]]) -> None:
    put(f"clock {now}   data {there.folder.path}   supervisor {there.running.pid}\n")
    put("process          ready     since restarts     lag   unsent  unapplied  letters   oldest")
    for row in rows:
        ready = "yes" if row["ready"] else "NO"
        put(
            f"{row['name']:<16} {ready:<6} {_ago(row):>8} {row['restarts']:>8} "
            f"{_figure(row, 'lag'):>7} {_seconds(row, 'unsent_age_seconds'):>8} "
            f"{_seconds(row, 'unapplied_age_seconds'):>10} {_figure(row, 'letters_waiting'):>8} "
            f"{_seconds(row, 'letter_age_seconds'):>8}".rstrip()
        )
    put()
    for row in rows:
        if not row["ready"]:
            put(f"{row['name']} is not ready: {row['why']}; see `chapelle logs {row['name']}`")
    letters = sum(int(row.get("letters_waiting", 0)) for row in rows)
    if letters:
        put(f"{letters} letters wait: `chapelle dead-letters list`")
    if all(row["ready"] for row in rows):
        put("all is ready")


def _ago(row: dict[str, Any]) -> str:
    return age(time.time() - row["since"]) if row["alive"] else ""


def age(seconds: float) -> str:
    """A length of time in its largest unit."""
    for length, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= length:
            return f"{int(seconds // length)} {unit}"
    return f"{int(seconds)} s"


def _figure(row: dict[str, Any], name: str) -> str:
    return f"{row[name]:.0f}" if name in row else ""


def _seconds(row: dict[str, Any], name: str) -> str:
    return age(row[name]) if name in row else ""
