"""`chapelle dead-letters`: records that could not be applied, and what becomes of them."""

from __future__ import annotations

import argparse
import json
import sys
import time
import uuid
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from libs.runtime.ask import NoAnswerError
from libs.runtime.commands.arguments import Commands, There, as_json, data, put, put_json
from libs.runtime.faults import CannotRunError

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
    """Two lines a letter; those that only wait behind another are marked."""
    letters = list(_letters(There.at(wish.data)))
    if wish.json:
        put_json(letters)
        return 0
    for letter in letters:
        behind = "  (waits behind an earlier one)" if letter["behind"] else ""
        put(f"{letter['id']}{behind}")
        put(f"    {letter['at']}  {letter['type'] or letter['stream']}  {letter['key']}: {letter['reason']}")
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
    _find(there, wish.id)
    answer = there.ask("console", "ops").post(f"{_path(wish.id)}/{action}", body, f"cli-{uuid.uuid4()}")
    if not answer.good:
        raise NoAnswerError(f"{wish.id}: {answer.why}")
    letter = _settled(there, wish.id)
    if wish.json:
        put_json(letter)
    elif letter["state"] == wanted:
        put(f"{wish.id}: {wanted}")
    else:
        put(f"{wish.id}: {letter['state']}: {letter['reason']}")
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
    answer = there.ask("console", "ops").get(_path(letter_id))
    if answer.status == NOT_FOUND:
        raise CannotRunError(f"no dead letter {letter_id}; `chapelle dead-letters list` names those there are")
    if not answer.good:
        raise NoAnswerError(f"{letter_id}: {answer.why}")
    return dict(answer.body)


def _letters(there: There) -> Iterator[dict[str, Any]]:
    """Of every service, from the console; who does not answer it is named on standard error."""
    for page in there.ask("console", "ops").pages("/v1/dead-letters"):
        yield from page["items"]
        for service in page["unreachable"]:
            sys.stderr.write(f"{service} does not answer; its letters are missing here\n")


def _path(letter_id: str) -> str:
    return f"/v1/dead-letters/{quote(letter_id, safe=':')}"
