"""`chapelle dead-letters`: what could not be applied, and what becomes of it."""

from __future__ import annotations

import argparse
import json
import sys
import time
import uuid
from collections import Counter
from contextlib import suppress
from typing import Any

from libs.events.services import SERVICES
from libs.runtime.ask import NoAnswerError
from libs.runtime.commands.arguments import Commands, There, as_json, data, parsed, put, put_json
from libs.runtime.commands.letters import CLOSED, Letter, Letters

SETTLED_WITHIN = 15.0
"""Seconds: a worker retries a little before it gives up again."""
SHOWN = 50
STATES = ("open", "waiting", "requested", "discarding", "applied", "discarded", "all")


def add(commands: Commands) -> None:
    """Declares it."""
    summary = "list, show, send again or discard what could not be applied"
    command = commands.add_parser("dead-letters", help=summary, description=summary)
    actions = command.add_subparsers(title="actions", metavar="ACTION", required=True)
    for name, run, about in (
        ("list", list_all, "the letters to decide on, the oldest first"),
        ("show", show, "one letter with its original record"),
        ("send-again", send_again, "apply the stored original where it failed, then those behind it"),
        ("discard", discard, "give one up, and say why"),
    ):
        action = actions.add_parser(name, help=about, description=about)
        data(action)
        as_json(action)
        action.set_defaults(run=run)
        if name == "list":
            action.add_argument("--service", choices=SERVICES, help="only those of one service")
            action.add_argument("--state", choices=STATES, default="open", help="open: waiting, requested, discarding")
            action.add_argument(
                "--limit",
                type=parsed(_number),
                default=None,
                metavar="N",
                help=f"at most N, 0: all ({SHOWN}; --json: all)",
            )
        elif name == "show":
            action.add_argument("id", metavar="ID")
        else:
            action.add_argument("ids", metavar="ID", nargs="+")
        if name == "discard":
            action.add_argument("--why", required=True, metavar="WHY")


def list_all(wish: argparse.Namespace) -> int:
    """1 where a service does not answer: its letters are missing."""
    letters, away = _chosen(Letters(There.at(wish.data)), wish)
    if wish.json:
        put_json(letters[: wish.limit] if wish.limit else letters)
    else:
        table(letters, SHOWN if wish.limit is None else wish.limit)
    return 1 if away else 0


def _chosen(letters: Letters, wish: argparse.Namespace) -> tuple[list[Letter], bool]:
    """Those asked for, the oldest first, and whether a service did not answer."""
    found: list[Letter] = []
    away = False
    for service in [wish.service] if wish.service else SERVICES:
        try:
            found += letters.of(service, closed=wish.state in ("all", *CLOSED))
        except NoAnswerError as fault:
            sys.stderr.write(f"{service} does not answer; its letters are missing here ({fault})\n")
            away = True
    wanted = [letter for letter in found if wish.state in ("open", "all", letter["state"])]
    return sorted(wanted, key=lambda letter: (letter["at"], letter["stream"], letter["place"])), away


def table(letters: list[Letter], limit: int) -> None:
    """Two lines a letter; those that only wait behind another are counted with it."""
    heads = [letter for letter in letters if not letter["behind"]]
    behind = Counter(_key(letter) for letter in letters if letter["behind"])
    for letter in heads[: limit or None]:
        waiting = behind.get(_key(letter), 0) if letter["state"] not in CLOSED else 0
        after = f"  and {waiting} behind it" if waiting else ""
        put(f"{letter['id']}{'' if letter['state'] == 'waiting' else '  ' + letter['state']}{after}")
        what = letter["type"] or letter["stream"]
        put(f"    {letter['at']}  {what}  {letter['key']}: {letter['reason']}")
    if len(heads) > limit > 0:
        put(f"… and {len(heads) - limit} more: --limit 0 shows all, --service and --state fewer")
    services = ", ".join(f"{service} {count}" for service, count in Counter(one["service"] for one in heads).items())
    put(f"{len(heads)} letters ({services}), {sum(behind.values())} behind them" if heads else "no dead letters")


def _key(letter: Letter) -> tuple[str, str, str]:
    return letter["service"], letter["stream"], letter["key"]


def show(wish: argparse.Namespace) -> int:
    """Everything that is kept of it."""
    letters = Letters(There.at(wish.data))
    letter = letters.find(wish.id)
    if wish.json:
        put_json(letter)
        return 0
    put(letter["id"])
    put(f"  {letter['reason']}")
    first = next(iter(letters.of_its_key(letter)), None) if letter["behind"] else None
    lines = {
        "state": f"{letter['state']}, tried {letter['tries']} times" + (f", {letter['why']}" if letter["why"] else ""),
        "behind": first["id"] if first else "",
        "at": letter["at"],
        "type": letter["type"],
        "key": letter["key"],
        "stream": f"{letter['stream']}  {letter['place'] or ''}",
        "trace": letter["trace"],
        **letter["headers"],
    }
    for name, value in lines.items():
        if value:
            put(f"    {name:<16} {value}")
    put(_indented(letter["value"]))
    return 0


def _indented(value: str) -> str:
    """The original, over several lines where it is JSON."""
    with suppress(ValueError):
        value = json.dumps(json.loads(value), indent=2, ensure_ascii=False)
    return "\n".join(f"    {line}" for line in value.splitlines())


def send_again(wish: argparse.Namespace) -> int:
    """1 where one fails again."""
    return _each(wish, "send-again", {}, "applied")


def discard(wish: argparse.Namespace) -> int:
    """What waits behind it goes on."""
    return _each(wish, "discard", {"why": wish.why}, "discarded")


def _each(wish: argparse.Namespace, action: str, body: dict[str, str], wanted: str) -> int:
    letters = Letters(There.at(wish.data))
    known = [letters.find(id) for id in dict.fromkeys(wish.ids)]
    return max(_act(letters, letter, action, body, wanted, wish.json) for letter in known)


def _act(letters: Letters, letter: Letter, action: str, body: dict[str, str], wanted: str, json_wanted: bool) -> int:
    id = letter["id"]
    answer = letters.decide(id, action, body, f"cli-{uuid.uuid4()}")
    if not answer.good:
        sys.stderr.write(f"{id}: {answer.why}\n")
        return 1
    deadline = time.monotonic() + SETTLED_WITHIN
    while True:
        letter = letters.find(id)
        behind = letters.of_its_key(letter) if letter["state"] in CLOSED else []
        moving = [one for one in (letter, *behind) if one["state"] in ("requested", "discarding")]
        if not moving or time.monotonic() > deadline:
            break
        time.sleep(0.2)
    if json_wanted:
        put_json(letter)
    else:
        tell(letter, behind, wanted)
    return 0 if letter["state"] == wanted else 1


def tell(letter: Letter, behind: list[Letter], wanted: str) -> None:
    id, state = letter["id"], letter["state"]
    if state in ("requested", "discarding"):
        put(f"{id}: {state}, not done in {SETTLED_WITHIN:.0f} s; see `chapelle status`: its worker does it")
    elif state != wanted:
        put(f"{id}: fails again: {letter['reason']}")
    else:
        put(f"{id}: {wanted}")
    if behind:
        put(f"{behind[0]['id']}: comes next, and {len(behind) - 1} behind it: {behind[0]['reason']}")


def _number(text: str) -> Any:
    if not text.isdigit():
        raise ValueError(f"no number {text!r}")
    return int(text)
