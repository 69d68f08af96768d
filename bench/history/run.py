"""Path, commands and relay on a record of 20,000 rows and on one of 2,000,000, in turn, round by round."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any

from pymongo import MongoClient
from pymongo.database import Database

from bench import pinning
from bench.child import measured
from bench.commands import load
from bench.commands.run import served
from bench.figure import Figure
from bench.path.job import Job
from bench.path.run import fill as fill_topic
from bench.versions import versions
from libs.runtime.secrets import write_private
from libs.runtime.tokens import mint
from libs.testing.running import BROKER_KIND, Parts

ROWS = {"short": 20_000, "long": int(os.environ.get("ROWS", "2000000"))}
EVENTS, RELAYED, BACKLOG = 24_000, 12_000, 240_000
CONNECTIONS, SECONDS, WARM = 64, 4.0, 1.0
MEGABYTE = 1.048576


def run(rounds: int) -> list[Figure]:
    """Events/s and requests/s on the long record against the short one; and the worker's memory with a backlog."""
    rates: dict[tuple[str, str], list[float]] = {}
    with tempfile.TemporaryDirectory() as folder, pinning.on(pinning.PARTS), Parts.started(Path(folder)) as parts:
        for name, rows in ROWS.items():
            measured("bench.history.fill", _told(parts, name) | {"rows": rows}, patience=1_800.0)
            print(f"  record {name}: {rows} rows", flush=True)
        fill_topic(parts.broker.address, EVENTS)
        acts: dict[str, Callable[[Parts, str], float]] = {"path": _path, "commands": _commands, "relay": _relay}
        replay = _replay(parts)
        for turn in range(rounds):
            for what, act in acts.items():
                for name in ROWS:
                    rates.setdefault((what, name), []).append(act(parts, name))
                seen = ", ".join(f"{name} {rates[what, name][-1]:>8.0f}/s" for name in ROWS)
                print(f"  round {turn + 1} {what:<9} {seen}", flush=True)
    peaks = [_peak(EVENTS), _peak(BACKLOG)]
    print(
        f"  peak of a worker: {peaks[0]:.0f} MB with {EVENTS} records waiting, {peaks[1]:.0f} with {BACKLOG}",
        flush=True,
    )
    said, with_what = pinning.said("what is measured"), versions()
    figures = [
        Figure(
            "history.throughput" if what == "path" else f"history.{what}", ">= 0.9",
            "requests/s" if what == "commands" else "events/s", rates[what, "long"], rates[what, "short"], None, said,
            with_what,
        )
        for what in acts
    ]  # fmt: skip
    half = Figure(
        "history.replay", ">= 0.5", "events/s", [replay], [median(rates["path", "long"])], None, said, with_what
    )
    return [*figures, half, Figure("history.memory", "<= 150", "MB", peaks[1:], (), None, said, with_what)]


def _told(parts: Parts, name: str) -> dict[str, object]:
    database = f"history_{name}"
    return {
        "mongo": parts.address(database, database), "database": database, "broker": parts.broker.address,
        "broker_kind": BROKER_KIND,
    }  # fmt: skip


def _replay(parts: Parts) -> float:
    """Once: it takes minutes."""
    with served(parts, "bench.history.serving", "history_long") as port:
        token = parts.folder / "replay.token"
        write_private(
            token, mint(parts.database.secrets.signing_key_file, "service:reader", timedelta(hours=1)).encode()
        )
        told = _told(parts, "reader") | {"url": f"http://127.0.0.1:{port}", "token_file": str(token)}
        answer = measured("bench.history.replaying", told, patience=3_600.0)
    rate = float(answer["events"] / answer["seconds"])
    print(f"  replay of {answer['events']} events {rate:>8.0f}/s, peak {answer['peak'] * MEGABYTE:.0f} MB", flush=True)
    return rate


@contextmanager
def _database(parts: Parts, name: str) -> Iterator[Database[dict[str, Any]]]:
    told = _told(parts, name)
    with MongoClient[dict[str, Any]](str(told["mongo"])) as client:
        yield client[str(told["database"])]


def _path(parts: Parts, name: str) -> float:
    told = _told(parts, name)
    with _database(parts, name) as database:
        for collection in ("meters", "positions"):
            database.drop_collection(collection)
        database.outbox.delete_many({"pending": True})
    job = Job(parts.broker.address, BROKER_KIND, str(told["mongo"]), str(told["database"]), EVENTS)
    answer = measured("bench.path.ours", job.as_json(), patched=True)
    return float(answer["events"] / answer["seconds"])


def _commands(parts: Parts, name: str) -> float:
    token = mint(parts.database.secrets.signing_key_file, "admin", timedelta(hours=1))
    with served(parts, "bench.commands.ours", f"history_{name}") as port:
        rate = load.run([port], token, CONNECTIONS, SECONDS, WARM).rate
    with _database(parts, name) as database:
        database.outbox.delete_many({"pending": True})  # the counter's own, which this relay has no topic for
    return rate


def _relay(parts: Parts, name: str) -> float:
    answer = measured("bench.history.relaying", _told(parts, name) | {"events": RELAYED}, patched=True)
    return float(answer["events"] / answer["seconds"])


def _peak(events: int) -> float:
    """Megabytes of a worker at most, with so many records waiting, on parts of its own."""
    with tempfile.TemporaryDirectory() as folder, pinning.on(pinning.PARTS), Parts.started(Path(folder)) as parts:
        fill_topic(parts.broker.address, events)
        job = Job(parts.broker.address, BROKER_KIND, parts.database.grant("peak", "peak"), "peak", events)
        return float(measured("bench.path.ours", job.as_json(), patched=True)["peak"]) * MEGABYTE
