"""`chapelle dead-letters`: records that could not be applied, and what becomes of them."""

from __future__ import annotations

import argparse
import json
import time
import uuid
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from libs.runtime.ask import NoAnswerError
from libs.runtime.commands.arguments import Commands, There, as_json, data, put, put_json
from libs.runtime.faults import CannotRunError
from libs.runtime.topology import SERVICES

NOT_FOUND = 404
SETTLED_WITHIN = 15.0
"""Seconds: a worker retries a little before it gives up again."""


def add(commands: Commands) -> None:
    """Declares it."""
    summary = "list, show, send again or discard what could not be applied"
    command = commands.add_parser("dead-letters", help=summary, description=summary)
    actions = command.add_subparsers(title="actions", metavar="ACTION", required=True)
    for name, run, about in (
        ("list", list_all, "every letter that waits"),
        ("show", show, "one letter with its original record"),
        ("send-again", send_again, "apply the stored original where it failed"),
        ("discard", discard, "give one up, and say why"),
    ):
        action = actions.add_parser(name, help=about, description=about)
        data(action)
        as_json(action)
        action.set_defaults(run=run)
        if name != "list":
            action.add_argument("id", metavar="ID")
        if name == "discard":
            action.add_argument("--why", required=True, metavar="WHY")


def list_all(wish: argparse.Namespace) -> int:
    """A line a letter; those that only wait behind another are marked."""
    letters = list(_letters(There.at(wish.data)))
    if wish.json:
        put_json(letters)
        return 0
    for letter in letters:
        behind = "  (waits behind an earlier one)" if letter["behind"] else ""
        put(f"{letter['id']}  {letter['service']:<8} {letter['type'] or letter['stream']}  {letter['key']}{behind}")
        put(f"    {letter['at']}  {letter['reason']}")
    if not letters:
        put("no dead letters")
    return 0


def show(wish: argparse.Namespace) -> int:
    """Everything that is kept of it."""
    letter = _find(There.at(wish.data), wish.id)
    put(json.dumps(letter, ensure_ascii=False, indent=None if wish.json else 2))
    return 0


def send_again(wish: argparse.Namespace) -> int:
    """1 where it fails again."""
    return _act(wish, "send-again", {}, "applied")


def discard(wish: argparse.Namespace) -> int:
    """What waits behind it goes on."""
    return _act(wish, "discard", {"why": wish.why}, "discarded")


def _act(wish: argparse.Namespace, action: str, body: dict[str, str], wanted: str) -> int:
    there = There.at(wish.data)
    service = _find(there, wish.id)["service"]
    path = f"/v1/dead-letters/{quote(wish.id, safe='')}/{action}"
    answer = there.ask(service, "ops").post(path, body, f"cli-{uuid.uuid4()}")
    if not answer.good:
        raise NoAnswerError(f"{service} refuses: {answer.why}")
    letter = _settled(there, wish.id)
    if wish.json:
        put_json(letter)
    elif letter["state"] == wanted:
        put(f"{service} {letter['type'] or letter['stream']} {letter['key']}: {wanted}")
    else:
        put(f"{service} {letter['type'] or letter['stream']} {letter['key']}: {letter['state']}: {letter['reason']}")
    return 0 if letter["state"] == wanted else 1


def _settled(there: There, letter_id: str) -> dict[str, Any]:
    """The letter once its service has done what was asked, or after `SETTLED_WITHIN` seconds."""
    deadline = time.monotonic() + SETTLED_WITHIN
    letter = _find(there, letter_id)
    while letter["state"] in ("requested", "discarding") and time.monotonic() < deadline:
        time.sleep(0.2)
        letter = _find(there, letter_id)
    return letter


def _find(there: There, letter_id: str) -> dict[str, Any]:
    for service in SERVICES:
        answer = there.ask(service, "ops").get(f"/v1/dead-letters/{quote(letter_id, safe='')}")
        if answer.good:
            return {"service": service, **answer.body}
        if answer.status != NOT_FOUND:
            raise NoAnswerError(f"{service}: {answer.why}")
    raise CannotRunError(f"no dead letter {letter_id}; `chapelle dead-letters list` names those there are")


def _letters(there: There) -> Iterator[dict[str, Any]]:
    for service in SERVICES:
        for letter in there.ask(service, "ops").pages("/v1/dead-letters"):
            yield {"service": service, **letter}
