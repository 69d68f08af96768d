"""`chapelle dead-letters`: records that could not be applied, and what becomes of them."""

from __future__ import annotations

import argparse
import json
import uuid
from collections.abc import Iterator
from typing import Any

from libs.runtime.ask import NoAnswerError
from libs.runtime.commands.arguments import Commands, There, as_json, data, put, put_json
from libs.runtime.faults import CannotRunError
from libs.runtime.topology import SERVICES


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
    """A line a letter."""
    letters = list(_letters(There.at(wish.data)))
    if wish.json:
        put_json([{"service": service, **letter} for service, letter in letters])
        return 0
    for service, letter in letters:
        put(f"{letter['id']:<28} {service:<8} {_short(letter)}")
    if not letters:
        put("no dead letters")
    return 0


def show(wish: argparse.Namespace) -> int:
    """Everything that is kept of it."""
    service, letter = _find(There.at(wish.data), wish.id)
    whole = {"service": service, **letter}
    put(json.dumps(whole, ensure_ascii=False, indent=None if wish.json else 2))
    return 0


def send_again(wish: argparse.Namespace) -> int:
    """1 where it fails again."""
    return _act(wish, "send-again", {})


def discard(wish: argparse.Namespace) -> int:
    """What waits behind it goes on."""
    return _act(wish, "discard", {"why": wish.why})


def _act(wish: argparse.Namespace, action: str, body: dict[str, str]) -> int:
    there = There.at(wish.data)
    service, _ = _find(there, wish.id)
    answer = there.ask(service, "ops").post(f"/v1/dead-letters/{wish.id}/{action}", body, f"cli-{uuid.uuid4()}")
    if not answer.good:
        raise NoAnswerError(f"{service} refuses: {answer.why}")
    if wish.json:
        put_json(answer.body)
    else:
        put(f"{service}: {action} {wish.id}: done")
    return 0


def _find(there: There, letter_id: str) -> tuple[str, dict[str, Any]]:
    for service, letter in _letters(there):
        if letter["id"] == letter_id:
            return service, letter
    raise CannotRunError(f"no dead letter {letter_id}; `chapelle dead-letters list` names those there are")


def _letters(there: There) -> Iterator[tuple[str, dict[str, Any]]]:
    for service in SERVICES:
        for letter in there.ask(service, "ops").pages("/v1/dead-letters"):
            yield service, letter


def _short(letter: dict[str, Any]) -> str:
    return " ".join(str(letter[key]) for key in ("type", "topic", "key", "reason") if letter.get(key))
