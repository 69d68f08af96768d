"""`chapelle token`."""

from __future__ import annotations

import argparse
from datetime import timedelta

from libs.runtime.commands.arguments import Commands, as_json, declare, parsed, put, put_json
from libs.runtime.faults import CannotRunError
from libs.runtime.folder import DataFolder
from libs.runtime.secrets import Secrets
from libs.runtime.tokens import ROLES, duration, mint, role


def add(commands: Commands) -> None:
    """Declares it."""
    command = declare(commands, "token", run, "print a bearer token")
    command.add_argument(
        "--role", type=parsed(role), required=True, metavar="ROLE", help=f"{', '.join(ROLES)} or tenant:<id>"
    )
    command.add_argument(
        "--ttl",
        type=parsed(duration),
        default=timedelta(hours=8),
        metavar="TIME",
        help="how long it is good: 30m, 8h (8h)",
    )
    as_json(command)


def run(wish: argparse.Namespace) -> int:
    """For the platform of the folder, running or not."""
    folder = DataFolder.at(wish.data)
    if not (folder.path / "secrets").is_dir():
        raise CannotRunError(f"no platform was ever started on {folder.path}; tokens are signed with its key")
    text = mint(Secrets.of(folder.path).signing_key_file, wish.role, wish.ttl)
    if wish.json:
        put_json({"token": text, "role": wish.role, "seconds": int(wish.ttl.total_seconds())})
    else:
        put(text)
    return 0
