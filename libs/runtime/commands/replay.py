"""`chapelle replay`: a service's projections, filled again from the record beside the live ones, then swapped."""

from __future__ import annotations

import argparse

from libs.events.services import SERVICES
from libs.runtime.commands.arguments import Commands, There, as_json, declare, moment


def add(commands: Commands) -> None:
    """Declares it."""
    command = declare(commands, "replay", run, "fill a service's projections again from the record, then swap")
    command.add_argument("--service", required=True, choices=SERVICES, metavar="SERVICE", help=", ".join(SERVICES))
    period = "only what an event of that time or {} has changed is replaced"
    command.add_argument("--from", dest="begin", type=moment, metavar="TIME", help=period.format("later"))
    command.add_argument("--to", dest="end", type=moment, metavar="TIME", help=period.format("before"))
    command.add_argument("--dry-run", action="store_true", help="count and show the differences, change nothing")
    as_json(command)


def run(wish: argparse.Namespace) -> int:
    """In a process of its own, as the service's are; broken off, the next one goes on where it was."""
    more = [f"--{name}={at.isoformat()}" for name, at in (("from", wish.begin), ("to", wish.end)) if at]
    more += ["--dry-run"] * wish.dry_run + ["--json"] * wish.json
    there = There.at(wish.data)
    with there.moments_kept_for_long():
        return abs(there.run("libs.processes.replay", wish.service, *more).returncode)
