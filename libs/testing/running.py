"""Services of a test, running for real: processes, a broker and a database of their own, on free ports."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import httpx
from pymongo import MongoClient
from pymongo.collection import Collection
from pymongo.database import Database as Documents

from libs.runtime.certificate import trusting
from libs.runtime.clock import Clock
from libs.runtime.parts.child import Child
from libs.runtime.platform import Database, broker_of, free_base, free_port
from libs.runtime.secrets import write_private
from libs.runtime.tokens import mint
from libs.testing.authority import Authority, Identity

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60.0
LOOK_SECONDS = 0.05
BROKER_KIND = os.environ.get("CHAPELLE_TEST_BROKER", "tansu")

R = TypeVar("R")


class NotInTimeError(AssertionError):
    """What was waited for did not come; says what was last seen."""


def until(look: Callable[[], R], what: str, patience: float = PATIENCE) -> R:
    """Looks until it sees something true, and returns it. An error while looking counts as not yet."""
    deadline = time.monotonic() + patience
    last: object = None
    while time.monotonic() < deadline:
        try:
            seen = look()
            if seen:
                return seen
            last = seen
        except (httpx.HTTPError, AssertionError, LookupError) as fault:
            last = fault
        time.sleep(LOOK_SECONDS)
    raise NotInTimeError(f"{what}: not in {patience:.0f} s; last seen: {last!r}")


def insisting(ask: Callable[[], httpx.Response], patience: float = PATIENCE) -> httpx.Response:
    """The answer of who asks again, with the same key, while they are told to (503): as a door does."""
    deadline = time.monotonic() + patience
    while (answer := ask()).status_code == 503 and time.monotonic() < deadline:
        time.sleep(LOOK_SECONDS)
    return answer


class HandlerError(Exception):
    """What a handler raised while a test waited for its effect: the reason of the dead letter that came of it."""


@dataclass(slots=True)
class Parts:
    """A database and a broker that tests share."""

    folder: Path
    database: Database
    broker: Any
    _addresses: dict[str, str] = field(default_factory=dict)

    def address(self, user: str, database: str) -> str:
        """The database's address for a user, who is made on first use."""
        if user not in self._addresses:
            self._addresses[user] = self.database.grant(user, database)
        return self._addresses[user]

    @classmethod
    @contextmanager
    def started(cls, folder: Path, kind: str = BROKER_KIND) -> Iterator[Parts]:
        base = free_base(range(7))
        with Database(folder, base) as database, broker_of(kind, folder, base + 1) as broker:
            yield cls(folder, database, broker)


AS_MANY_AS_CALL = httpx.Limits(max_connections=None, max_keepalive_connections=None)
"""Connections: of too many httpcore closes one that it has just given to another thread (its issue 1110, open)."""


@dataclass(slots=True)
class Running:
    """Services that run. `start(name, "worker")`, `kill(…)`; `post` and `get` speak to their APIs."""

    parts: Parts
    package: str
    names: tuple[str, ...]
    suffix: str = field(default_factory=lambda: uuid.uuid4().hex[:8])
    env: Mapping[str, str] = field(default_factory=dict)
    authority: Authority | None = None
    """Who certifies the services, so that all HTTP is by TLS; None: none is."""
    besides: Callable[[str], Mapping[str, str]] = lambda _: {}
    """What each service is told that the others are not."""
    processes: dict[tuple[str, str], Child] = field(default_factory=dict)
    ports: dict[tuple[str, str], int] = field(default_factory=dict)
    http: httpx.Client = field(init=False)
    _tokens: dict[str, str] = field(default_factory=dict)
    _clients: dict[str, MongoClient[dict[str, Any]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        trust = trusting(self.authority.ca_file) if self.authority else True
        self.http = httpx.Client(timeout=30.0, limits=AS_MANY_AS_CALL, verify=trust)
        base = free_base(range(2 * len(self.names)))
        for place, name in enumerate(self.names):
            self.ports[name, "api"], self.ports[name, "worker"] = base + 2 * place, base + 2 * place + 1

    def now(self) -> datetime:
        """The platform's time, as these services have it."""
        return Clock.read(self.env.get("CHAPELLE_CLOCK", str(Clock()))).now()

    def token(self, role: str) -> str:
        if role not in self._tokens:
            self._tokens[role] = mint(self.parts.database.secrets.signing_key_file, role, timedelta(hours=1))
        return self._tokens[role]

    def database_of(self, service: str) -> str:
        return f"t{self.suffix}_{service}"

    def database(self, service: str) -> Documents[dict[str, Any]]:
        """What a service has stored, seen by its own user."""
        if service not in self._clients:
            uri = self.parts.address(f"{self.suffix}-{service}", self.database_of(service))
            self._clients[service] = MongoClient(uri, tz_aware=True)
        return self._clients[service][self.database_of(service)]

    def environment(self, service: str, process: str) -> dict[str, str]:
        """What a process of the service is told."""
        secrets = self.parts.database.secrets
        token = self.parts.folder / f"{self.suffix}-{service}.token"
        if not token.exists():
            write_private(token, mint(secrets.signing_key_file, f"service:{service}", timedelta(hours=1)).encode())
        urls = {name: self.url(name, "") for name in self.names}
        return {
            "CHAPELLE_BROKER": self.parts.broker.address,
            "CHAPELLE_BROKER_KIND": self.parts.broker.kind,
            "CHAPELLE_REPLICATION": str(self.parts.broker.replication),
            "CHAPELLE_MONGO": self.parts.address(f"{self.suffix}-{service}", self.database_of(service)),
            "CHAPELLE_DATABASE": self.database_of(service),
            "CHAPELLE_PORT": str(self.ports[service, process]),
            "CHAPELLE_PACKAGE": self.package,
            "CHAPELLE_URLS": str(urls).replace("'", '"'),
            "CHAPELLE_TOKEN_FILE": str(token),
            "CHAPELLE_SPOOL_DIR": str(self.parts.folder / "spool"),
            "CHAPELLE_PUBLIC_KEY_FILE": str(secrets.public_key_file),
            "CHAPELLE_SEAL_KEY_FILE": str(secrets.seal_key_file(service)),
            "PYTHONPATH": str(ROOT),
            **self.certified(service),
            **self.besides(service),
            **self.env,
        }

    def audited(self, service: str, folder: Path) -> dict[str, str]:
        """What besides it is told that is to keep its checkpoints in `folder`."""
        secrets = self.parts.database.secrets
        return {
            "CHAPELLE_AUDIT_DIR": str(folder),
            "CHAPELLE_AUDIT_KEY_FILE": str(secrets.audit_key_file(service)),
            "CHAPELLE_AUDIT_PUBLIC_KEY_FILE": str(secrets.audit_public_key_file(service)),
        }

    def start(self, service: str, process: str, package: str = "", **env: str) -> Child:
        """`process`: `api`, `worker`, or one more of a kind (`worker-2`). `env`: what it is told besides.

        `package`: where this one process runs from, if not from where the others do: another version of the service.
        """
        main = f"libs.processes.{process.partition('-')[0]}"
        env = {"CHAPELLE_PACKAGE": package or self.package, **env}
        self.ports.setdefault((service, process), free_port())
        log = self.parts.folder / "logs" / f"{self.suffix}-{service}-{process}.log"
        argv = [sys.executable, "-m", main, service]
        child = Child(f"{service} {process}", argv, log, {**self.environment(service, process), **env}, ROOT)
        child.start()
        self.processes[service, process] = child
        return child

    def command(self, name: str, service: str, *arguments: str, **env: str) -> subprocess.Popen[str]:
        """`replay` or `verify`, as `chapelle` runs it for a service: a process beside those of the service."""
        argv = [sys.executable, "-m", f"libs.processes.{name}", service, *arguments]
        told = {**self.environment(service, "worker"), **env}
        return subprocess.Popen(argv, env=told, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def replay(self, service: str, *arguments: str) -> dict[str, Any]:
        """What a replay says, when it has ended well."""
        process = self.command("replay", service, "--json", *arguments)
        said, faults = process.communicate()
        assert process.returncode == 0, faults
        return dict(json.loads(said))

    def verify(self, service: str) -> dict[str, list[str]]:
        """The breaches that each check finds; its exit code says whether there are any."""
        return self._breaches(self.command("verify", service))

    def breaches(self) -> dict[str, list[str]]:
        """All that is found in any service, all looked at at once, by `service: check`."""
        looking = {service: self.command("verify", service) for service in self.names}
        found = {service: self._breaches(process) for service, process in looking.items()}
        return {f"{service}: {check}": said for service in found for check, said in found[service].items() if said}

    def _breaches(self, process: subprocess.Popen[str]) -> dict[str, list[str]]:
        said, faults = process.communicate()
        assert said, faults
        breaches = {check["check"]: list(check["breaches"]) for check in json.loads(said)}
        assert process.returncode == int(any(breaches.values()))
        return breaches

    def projection(self, service: str, name: str) -> Collection[dict[str, Any]]:
        """What is live of one, in the generation that is current."""
        current = self.database(service).generations.find_one({"_id": "current"})
        generation = current["generation"] if current else ""
        return self.database(service)[f"{name}.{generation}" if generation else name]

    def start_all(self) -> None:
        for name in self.names:
            for process in ("api", "worker"):
                self.start(name, process)
        self.wait_ready()

    def wait_ready(self) -> None:
        for service, process in list(self.processes):
            port = self.ports[service, process]

            def ready(port: int = port) -> bool:
                return self.http.get(f"{self.scheme}://127.0.0.1:{port}/health/ready").status_code == 200

            until(ready, f"{service} {process} ready")

    def kill(self, service: str, process: str, how: int = signal.SIGKILL) -> None:
        """Ends a process without asking (or sends it another signal)."""
        child = self.processes[service, process]
        assert child.pid is not None
        os.kill(child.pid, how)
        if how == signal.SIGKILL:
            child.wait(5.0)
            del self.processes[service, process]

    def end(self, service: str, process: str) -> None:
        """Asks a process to stop, and waits until it has."""
        went = self.processes.pop((service, process)).stop(10.0)
        assert went, f"{service} {process} had to be killed"

    def end_all(self) -> None:
        """All of them at once."""
        for child in self.processes.values():
            child.ask_to_stop()
        for service, process in list(self.processes):
            self.end(service, process)

    def stop(self) -> None:
        for child in self.processes.values():
            child.ask_to_stop()
        for child in self.processes.values():
            child.stop(5.0)
        for client in self._clients.values():
            client.close()
        self.http.close()

    # -- speaking to them

    def url(self, service: str, path: str, api: str = "api") -> str:
        return f"{self.scheme}://127.0.0.1:{self.ports[service, api]}{path}"

    @property
    def scheme(self) -> str:
        return "https" if self.authority else "http"

    def certified(self, service: str) -> dict[str, str]:
        """What a service is told that is known by a certificate, and believes the others'."""
        if self.authority is None:
            return {}
        identity = Identity.at(self.authority.folder, service)
        if not identity.both.exists():
            self.authority.certify(service)
        return {**identity.told, "CHAPELLE_CA_FILE": str(self.authority.ca_file)}

    def started(self, service: str, kind: str) -> list[str]:
        """The processes of a kind (`api`, `worker`) that were started and not ended."""
        return [process for name, process in list(self.processes) if name == service and process.startswith(kind)]

    def headers(self, role: str, key: str | None = None) -> dict[str, str]:
        return {"authorization": f"Bearer {self.token(role)}", "idempotency-key": key or uuid.uuid4().hex}

    def post(
        self, service: str, path: str, body: Any, role: str = "admin", key: str | None = None, api: str = "api"
    ) -> httpx.Response:
        return self.http.post(self.url(service, path, api), json=body, headers=self.headers(role, key))

    def get(self, service: str, path: str, role: str = "admin", **query: Any) -> httpx.Response:
        return self.http.get(self.url(service, path), params=query, headers=self.headers(role))

    def effect(self, service: str, act: Callable[[], object], look: Callable[[], R], what: str) -> R:
        """Acts, and waits, as `until`, for what a handler of the service brings about; raises its error if it fails."""
        letters = self.database(service).letters
        known = {letter["_id"] for letter in letters.find({}, {"_id": 1})}
        act()

        def looked() -> R:
            for letter in letters.find({"_id": {"$nin": list(known)}, "behind": False}):
                raise HandlerError(f"{service}, {letter['type']} of {letter['key']}: {letter['reason']}")
            return look()

        return until(looked, what)

    def metrics(self, service: str, worker: str = "worker") -> dict[str, float]:
        """What a worker's `/metrics` says, by name with labels."""
        text = self.http.get(self.url(service, "/metrics", worker)).text
        lines = [line.rpartition(" ") for line in text.splitlines() if not line.startswith("#")]
        return {name: float(value) for name, _, value in lines}

    def figure(self, service: str, branch: str, worker: str = "worker") -> float:
        """How often a worker took a rare branch."""
        return self.metrics(service, worker).get(f'chapelle_sometimes{{branch="{branch}"}}', 0.0)


@contextmanager
def running(parts: Parts, package: str, names: tuple[str, ...], **env: str) -> Iterator[Running]:
    """Services started and stopped around a test."""
    with alive(Running(parts, package, names, env=env)) as services:
        yield services


@contextmanager
def alive(services: Running) -> Iterator[Running]:
    """They are started, and stopped at the end."""
    try:
        services.start_all()
        yield services
    finally:
        services.stop()
