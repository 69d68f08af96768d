"""`chapelle events`: the event stream, a JSON line an event, from the console's `GET /v1/events`."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import IO
from urllib.parse import urlencode

from libs.runtime.ask import NoAnswerError
from libs.runtime.commands.arguments import Commands, There, declare, moment, put, put_now

SILENCE = 20.0
"""Seconds without a line after which the link is lost: a beat comes every 5 s."""


def add(commands: Commands) -> None:
    """Declares it."""
    command = declare(commands, "events", run, "print the event stream so far, a JSON line an event")
    command.add_argument("--type", default="", metavar="T", help="only this type: activated, or its full name")
    command.add_argument("--since", type=moment, metavar="TIME", help="only events of this time or later")
    command.add_argument("--follow", action="store_true", help="go on with what comes, until Ctrl-C")
    command.add_argument("--json", action="store_true", help="as always")


def run(wish: argparse.Namespace) -> int:
    """All that the console has seen, in the order of each source; a link that breaks is taken up again."""
    there = There.at(wish.data)
    query = "?" + urlencode({"type": wish.type}) if wish.type else ""
    position = "0"
    while True:
        try:
            with there.ask("console", "ops").stream(
                f"/v1/events{query}", {"Accept": "text/event-stream", "Last-Event-ID": position}, SILENCE
            ) as lines:
                for name, data, reached in messages(lines, position):
                    position = reached
                    if name != "beat":
                        _print(data, wish.since, put_now if wish.follow else put)
                    elif not wish.follow and json.loads(data)["behind"] == 0:
                        return 0
        except NoAnswerError:
            if not wish.follow:
                raise
            time.sleep(1.0)
            There.at(wish.data)


def messages(lines: IO[bytes], position: str) -> Iterator[tuple[str, str, str]]:
    """Server-sent events as `(name, data, id)`; `id` is the last one given, from `position` on."""
    name, data = "", list[str]()
    for raw in lines:
        field, _, value = raw.decode().rstrip("\r\n").partition(":")
        value = value.removeprefix(" ")
        match field:
            case "event":
                name = value
            case "data":
                data.append(value)
            case "id":
                position = value
            case "" if not value and data:
                yield name, "\n".join(data), position
                name, data = "", []


def _print(line: str, since: datetime | None, out: Callable[[str], None]) -> None:
    if since is None or datetime.fromisoformat(json.loads(line)["time"]).astimezone(UTC) >= since:
        out(line)
