"""Arguments that several commands take, and what they read from the running platform."""

from __future__ import annotations

import argparse
import difflib
import json
import os
import subprocess
import sys
from argparse import _SubParsersAction
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from libs.runtime.ask import Asker
from libs.runtime.clock import Clock
from libs.runtime.folder import DataFolder, Running
from libs.runtime.launch import ROOT, Launch
from libs.runtime.secrets import Secrets
from libs.runtime.tokens import mint
from libs.runtime.topology import Topology

T = TypeVar("T")

if TYPE_CHECKING:
    Commands = _SubParsersAction[argparse.ArgumentParser]
else:
    Commands = _SubParsersAction


def declare(commands: Commands, name: str, run: Callable[[Any], int], summary: str) -> argparse.ArgumentParser:
    """A command with `--data`, which all have."""
    command = commands.add_parser(name, help=summary, description=summary[0].upper() + summary[1:] + ".")
    data(command)
    command.set_defaults(run=run)
    return command


def data(command: argparse.ArgumentParser) -> None:
    """`--data DIR`."""
    command.add_argument("--data", type=Path, default=Path("data"), metavar="DIR", help="where everything is kept")


def as_json(command: argparse.ArgumentParser) -> None:
    """`--json`."""
    command.add_argument("--json", action="store_true", help="print JSON")


def moment(text: str) -> datetime:
    """A time with offset, as RFC 3339 writes it."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise argparse.ArgumentTypeError(f"no time {text!r}; write one with its offset, as 2026-03-02T09:00:00Z")
    return found.astimezone(UTC)


def parsed(read: Callable[[str], T]) -> Callable[[str], T]:
    """`read`, whose `ValueError` becomes the sentence that the person sees."""

    def convert(text: str) -> T:
        try:
            return read(text)
        except ValueError as fault:
            raise argparse.ArgumentTypeError(str(fault)) from None

    return convert


def close_to(text: str, known: Iterable[str]) -> str:
    """`; did you mean …?`, or nothing where nothing is like it."""
    near = difflib.get_close_matches(text, list(known), 1)
    return f"; did you mean {near[0]}?" if near else ""


@dataclass(frozen=True, slots=True)
class There:
    """The platform that runs on a data folder, as a command sees it."""

    folder: DataFolder
    running: Running

    @classmethod
    def at(cls, path: Path) -> There:
        """Raises `CannotRunError` where none runs."""
        folder = DataFolder.at(path)
        return cls(folder, folder.running())

    @property
    def topology(self) -> Topology:
        ca_file = Path(self.running.ca_file) if self.running.ca_file else None
        return Topology(self.running.base_port, self.running.scheme, ca_file)

    def token(self, role: str) -> str:
        """A bearer token for the time that one command takes."""
        return mint(Secrets.of(self.folder.path).signing_key_file, role, timedelta(hours=1), subject="chapelle")

    @contextmanager
    def moments_kept_for_long(self) -> Iterator[None]:
        """Meanwhile the platform's own database can tell for minutes how things were; another's does as it is set."""
        from libs.runtime.parts.moments import kept_for_long
        from libs.runtime.parts.mongod import Database

        if not self.running.embedded_database:
            yield
            return
        database = Database(self.folder.path, self.topology.database)
        with kept_for_long(self.folder.path, database.admin_uri):
            yield

    def run(self, module: str, service: str, *arguments: str, hear: bool = False) -> subprocess.CompletedProcess[str]:
        """A process that is told what those of the service are, to its end. `hear`: what it prints is not shown."""
        from libs.runtime.reach import without_secrets

        secrets, clock = Secrets.of(self.folder.path), Clock.read(self.running.clock)
        launch = Launch(
            self.topology, clock, secrets, self.folder.logs, self.folder.audit, Path(self.running.site), "", "kafka",
        )  # fmt: skip
        argv, env = launch.command(module, service, *arguments)
        out = subprocess.PIPE if hear else None
        return subprocess.run(
            argv, env={**without_secrets(os.environ), **env}, cwd=ROOT, text=True, check=False, stdout=out
        )

    def ask(self, service: str, role: str) -> Asker:
        """Someone of `role` at the API of `service`."""
        return Asker(self.topology.url(service), self.token(role), trust=self.topology.trust)


def put(line: str = "") -> None:
    """A line on standard output."""
    sys.stdout.write(f"{line}\n")


def put_now(line: str = "") -> None:
    """A line on standard output that whoever reads it has at once, through a pipe too."""
    put(line)
    sys.stdout.flush()


def put_json(value: Any) -> None:
    """One JSON value on one line of standard output."""
    put(json.dumps(value, ensure_ascii=False))
