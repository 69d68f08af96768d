"""`chapelle events`: the event stream, a JSON line an event, from the console's `GET /v1/events`."""

from __future__ import annotations

import argparse
import json
import select
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from typing import NoReturn
from urllib.parse import urlencode

from libs.events.contracts import load_contracts
from libs.events.services import SERVICES
from libs.runtime.ask import NoAnswerError, RefusalError
from libs.runtime.commands.arguments import Commands, There, close_to, declare, moment, put, put_now
from libs.runtime.faults import CannotRunError

SILENCE = 20.0
"""Seconds without a line after which the link is lost: a beat comes every 5 s."""
CAUGHT_UP_WITHIN = 15.0
"""Seconds for which the end waits for the console to have seen what was published when it was asked."""


def add(commands: Commands) -> None:
    """Declares it."""
    command = declare(commands, "events", run, "print the event stream so far, a JSON line an event")
    command.add_argument("--type", default="", metavar="T", help="only this type: activated, or its full name")
    command.add_argument("--since", type=moment, metavar="TIME", help="only events of this time or later")
    command.add_argument("--follow", action="store_true", help="go on with what comes, until Ctrl-C")
    command.add_argument("--json", action="store_true", help="as always")


def run(wish: argparse.Namespace) -> int:
    """All that the console has seen, in the order of each source; a link that breaks is taken up again."""
    _expect_type(wish.type)
    there = There.at(wish.data)
    if not wish.follow:
        return _so_far(wish, there)
    try:
        _follow(wish)
    except KeyboardInterrupt:
        return 0


def _so_far(wish: argparse.Namespace, there: There) -> int:
    wanted, deadline = published(there), time.monotonic() + CAUGHT_UP_WITHIN
    for name, data, _ in _received(there, wish.type, "0"):
        if name != "beat":
            _print(data, wish.since, put)
            continue
        beat = json.loads(data)
        missing = max(beat["behind"], wanted - beat["position"])
        if missing <= 0:
            return 0
        if time.monotonic() > deadline:
            sys.stderr.write(
                f"{missing} events are missing here: the console has not applied them; see `chapelle status`\n"
            )
            return 1
    raise NoAnswerError("the console has ended the stream")


def _follow(wish: argparse.Namespace) -> NoReturn:
    """Until Ctrl-C, or until nobody reads: over restarts of the console and of the whole platform."""
    position, said = "0", ""
    while True:
        try:
            for name, data, reached in _received(There.at(wish.data), wish.type, position):
                position, said = reached, ""
                if name != "beat":
                    _print(data, wish.since, put_now)
                elif nobody_reads():
                    raise BrokenPipeError
        except RefusalError:
            raise
        except (NoAnswerError, CannotRunError) as fault:
            if str(fault) != said:
                said = str(fault)
                sys.stderr.write(f"{said}; waiting for it\n")
        time.sleep(1.0)


def _received(there: There, type: str, position: str) -> Iterator[tuple[str, str, str]]:
    """The messages after a position. Raises `NoAnswerError` when the link is lost."""
    query = "?" + urlencode({"type": type}) if type else ""
    headers = {"Accept": "text/event-stream", "Last-Event-ID": position}
    return messages(there.ask("console", "ops").lines(f"/v1/events{query}", headers, SILENCE), position)


def published(there: There) -> int:
    """How many events the services' records hold now; of those that answer."""
    count = 0
    for service in SERVICES:
        try:
            answer = there.ask(service, "ops").get("/v1/record/last")
        except NoAnswerError:
            continue
        count += sum(one["last"] for one in answer.body["items"]) if answer.good else 0
    return count


def messages(lines: Iterable[bytes], position: str) -> Iterator[tuple[str, str, str]]:
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


def nobody_reads() -> bool:
    """Whether the pipe that standard output goes to was closed at its other end."""
    look = select.poll()
    look.register(sys.stdout.fileno(), 0)
    return any(state & (select.POLLERR | select.POLLHUP) for _, state in look.poll(0))


def _expect_type(type: str) -> None:
    known = {name for full in load_contracts() for name in (full, full.split(".")[3])}
    if type and type not in known:
        raise CannotRunError(f"no event {type}{close_to(type, known)}")


def _print(line: str, since: datetime | None, out: Callable[[str], None]) -> None:
    if since is None or datetime.fromisoformat(json.loads(line)["time"]).astimezone(UTC) >= since:
        out(line)
