"""`chapelle logs`."""

from __future__ import annotations

import argparse
import heapq
import json
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from libs.runtime.commands.arguments import Commands, as_json, declare, put, put_json
from libs.runtime.faults import CannotRunError
from libs.runtime.folder import DataFolder


def add(commands: Commands) -> None:
    """Declares it."""
    command = declare(commands, "logs", run, "print the last log lines, in the order of their time")
    command.add_argument("service", nargs="?", default="", metavar="SERVICE", help="access, broker, supervisor, …")
    command.add_argument("--lines", type=int, default=50, metavar="N", help="how many of each process (50)")
    as_json(command)


def run(wish: argparse.Namespace) -> int:
    """Also of a platform that has stopped."""
    folder = DataFolder.at(wish.data)
    files = sorted(folder.logs.glob("*.log"))
    chosen = [file for file in files if file.stem == wish.service or file.stem.startswith(f"{wish.service}-")]
    if wish.service and not chosen:
        raise CannotRunError(f"no logs of {wish.service!r}; there are {', '.join(file.stem for file in files)}")
    for line in heapq.merge(*(_last(file, wish.lines) for file in chosen or files), key=_time):
        put_json(line) if wish.json else put(_pretty(line))
    return 0


def _last(file: Path, count: int) -> Iterator[dict[str, Any]]:
    """What has no time of its own, a traceback, stays with the line before it."""
    time = ""
    with file.open(errors="replace") as lines:
        for text in deque(lines, maxlen=count):
            line = _line(file.stem, text.rstrip())
            time = line["timestamp"] = line.get("timestamp") or time
            yield line


def _line(process: str, text: str) -> dict[str, Any]:
    """Database and broker have formats of their own; what is no JSON object is an event as it stands."""
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        return {"timestamp": "", "level": "info", "process": process, "event": text}
    if "t" in found and "msg" in found:  # mongod
        return {
            "timestamp": found["t"]["$date"], "level": found.get("s", "I"), "process": process,
            "event": found["msg"], **found.get("attr", {}),
        }  # fmt: skip
    return {**found, "process": process}


def _time(line: dict[str, Any]) -> str:
    return str(line.get("timestamp", ""))


def _pretty(line: dict[str, Any]) -> str:
    named = {"timestamp", "level", "process", "event", "service"}
    rest = " ".join(f"{key}={value}" for key, value in line.items() if key not in named)
    head = f"{_time(line)[:23]:<23} {line['process']:<16} {line.get('level', ''):<8}"
    return f"{head} {line.get('event', '')} {rest}".rstrip()
