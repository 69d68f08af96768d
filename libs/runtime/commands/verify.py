"""`chapelle verify`: what must always hold on the stored data of every service."""

from __future__ import annotations

import argparse
import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from libs.events.services import SERVICES
from libs.runtime.commands.arguments import Commands, There, as_json, declare, put, put_json, put_now

TOGETHER = 2
"""Services that are looked at side by side."""


def add(commands: Commands) -> None:
    """Declares it."""
    as_json(declare(commands, "verify", run, "check what must always hold on the stored data"))


def run(wish: argparse.Namespace) -> int:
    """1 and the breaches, if there are any."""
    there = There.at(wish.data)
    checks: list[dict[str, Any]] = []
    with there.moments_kept_for_long(), ThreadPoolExecutor(TOGETHER) as services:
        for found in services.map(lambda service: verified(there, service), SERVICES):
            checks += found
            if not wish.json:
                _show(found)
    breaches = [f"{check['service']}: {breach}" for check in checks for breach in check["breaches"]]
    if wish.json:
        put_json({"holds": not breaches, "checks": checks})
    else:
        put(f"\n{len(checks)} checks, " + ("all hold" if not breaches else f"{len(breaches)} breaches:"))
        for breach in breaches:
            put(f"  {breach}")
    return 1 if breaches else 0


def verified(there: There, service: str) -> list[dict[str, Any]]:
    """The checks of one service: `{"service", "check", "said", "breaches"}`."""
    looked = there.run("libs.processes.verify", service, hear=True)
    try:
        return [{"service": service, **check} for check in json.loads(looked.stdout)]
    except ValueError:
        why = f"it could not be looked at: exit code {looked.returncode}"
        return [{"service": service, "check": "verify", "said": "not done", "breaches": [why]}]


def _show(checks: list[dict[str, Any]]) -> None:
    for check in checks:
        held = "holds" if not check["breaches"] else f"{len(check['breaches'])} BREACHES"
        put_now(f"{check['service']:<8} {check['check']:<16} {held:<12} {check['said']}")
