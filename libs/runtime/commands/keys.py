"""`chapelle keys`: what signs, replaced without a stop."""

from __future__ import annotations

import argparse

from libs.runtime.commands.arguments import Commands, as_json, declare, put, put_json
from libs.runtime.faults import CannotRunError
from libs.runtime.folder import DataFolder
from libs.runtime.keys import public_keys
from libs.runtime.secrets import Secrets

STEPS = ("list", "replace", "believe-newest")


def add(commands: Commands) -> None:
    """Declares it."""
    command = declare(commands, "keys", run, "list the keys that sign, replace one, believe the newest alone")
    command.add_argument(
        "step", choices=STEPS, nargs="?", default="list", metavar="STEP", help=f"{', '.join(STEPS)} (list)"
    )
    command.add_argument("name", nargs="?", default="", metavar="KEY", help="which: signing, audit-fire, seal-access …")
    as_json(command)


def run(wish: argparse.Namespace) -> int:
    """Of the platform of the folder, running or not; one that runs sees it at its next look."""
    folder = DataFolder.at(wish.data)
    if not (folder.path / "secrets").is_dir():
        raise CannotRunError(f"no platform was ever started on {folder.path}; it has no keys")
    secrets = Secrets.of(folder.path)
    if wish.step != "list" and wish.name not in secrets.keys:
        raise CannotRunError(f"no key {wish.name!r}; there are {', '.join(secrets.keys)}")
    if wish.step == "replace":
        secrets.replace_key(wish.name)
    elif wish.step == "believe-newest" and wish.name.startswith("audit-"):
        raise CannotRunError("what an audit key has signed is verified by it for as long as the record is kept")
    elif wish.step == "believe-newest":
        secrets.believe_newest(wish.name)
    believed = {name: list(public_keys(secrets.public_file(name))) for name in secrets.keys}
    if wish.json:
        put_json(believed)
    else:
        for name, keys in believed.items():
            put(f"{name:<16} {keys[0]}{''.join(f', and before it {old}' for old in keys[1:])}")
    return 0
