"""What a stretch happens on: a database, a broker, links, and the toys, all of it its own."""

from __future__ import annotations

import json
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from libs.runtime.parts.child import Child
from libs.runtime.platform import Broker, Database, free_base
from libs.testing.chaos.links import LINKS, Links
from libs.testing.chaos.plan import Conditions
from libs.testing.chaos.sometimes import Sometimes, shown
from libs.testing.history import Removed
from libs.testing.load import Load
from libs.testing.running import Parts, Running, until

ANSWERS = 5
TOYS = ("counter", "ledger")


@dataclass
class Linked(Running):
    """The toys, each told the addresses of its links."""

    links: Links = field(kw_only=True)

    def environment(self, service: str, process: str) -> dict[str, str]:
        told = Running.environment(self, service, process)
        direct, through = (f":{port}/" for port in (self.parts.database.port, self.links.port(f"{service}-database")))
        urls = {**json.loads(told["CHAPELLE_URLS"]), "counter": f"http://127.0.0.1:{self.links.port('record')}"}
        return {
            **told,
            **self.audited(service, self.parts.folder / "audit"),
            "CHAPELLE_MONGO": told["CHAPELLE_MONGO"].replace(direct, through),
            "CHAPELLE_URLS": json.dumps(urls),
        }


@dataclass
class Scene:
    """`rung`, `eggs`: what was done beside the load; `removed`: what the broker was made to lose."""

    folder: Path
    links: Links
    toys: Linked
    load: Load
    sometimes: Sometimes = field(default_factory=Sometimes)
    ended: list[str] = field(default_factory=list)
    """Processes that ended by themselves, with their codes."""
    rung: Counter[str] = field(default_factory=Counter)
    eggs: list[str] = field(default_factory=list)
    removed: list[Removed] = field(default_factory=list)
    made: int = 0

    @property
    def database(self) -> Database:
        return self.toys.parts.database

    @property
    def broker(self) -> Broker:
        broker: Broker = self.toys.parts.broker
        return broker

    def name(self, kind: str) -> str:
        """A name that was not used yet."""
        self.made += 1
        return f"{kind}-{self.made}"

    # -- processes, by name: `database`, `broker`, or `<service> <process>`

    def child(self, name: str) -> Child:
        if name == "database":
            return self.database.child
        if name == "broker":
            return self.broker.child
        service, process = name.split()
        return self.toys.processes[service, process]

    def workers(self, service: str) -> list[str]:
        return [f"{name} {process}" for name, process in self.toys.processes if name == service and process != "api"]

    def start(self, *names: str) -> None:
        """Started again, as a supervisor does; the parts first."""
        for name in sorted(names, key=lambda name: " " in name):
            if " " in name:
                self.toys.start(*name.split())
            else:
                part = self.database if name == "database" else self.broker
                part.start()
                part.wait_ready()

    def revive(self) -> None:
        """Starts again whatever has ended by itself."""
        ended = [name for name in self._names() if not self.child(name).alive]
        self.ended += [f"{name} ended with {self.child(name).exit_code}" for name in ended]
        self.start(*ended)

    def wait_answered(self, what: str) -> None:
        """Until the load is answered again; whatever ends meanwhile, be it late, is started again."""
        before = self.load.answered

        def more() -> bool:
            self.revive()
            return self.load.answered >= before + ANSWERS

        until(more, what)

    def _names(self) -> list[str]:
        return ["database", "broker", *(f"{service} {process}" for service, process in self.toys.processes)]

    def collect(self) -> None:
        """Notes what the processes have counted; who does not answer now is asked again later."""
        for (service, process), child in self.toys.processes.items():
            url = f"http://127.0.0.1:{self.toys.ports[service, process]}/metrics"
            try:
                answer = self.toys.http.get(url, timeout=5.0)
            except httpx.HTTPError:
                continue
            if answer.status_code == 200 and child.pid:
                self.sometimes.see((child.name, child.pid), shown(answer.text))

    # -- asking the counter

    def add(self, count: str) -> None:
        """Adds to a count, until that is done."""
        key = uuid.uuid4().hex

        def done() -> bool:
            return self.toys.post("counter", "/v1/adds", {"count": count, "by": 1}, key=key).status_code == 200

        until(done, f"added to {count}")
        self.load.done[count] += 1

    def ring(self, bell: str) -> None:
        self.post(f"/v1/bells/{bell}/ring", {})
        self.rung[bell] += 1

    def post(self, path: str, body: Any, service: str = "counter") -> None:
        """Asks for something until it is done."""
        key = uuid.uuid4().hex
        until(lambda: self.toys.post(service, path, body, key=key).status_code < 300, f"asked {path}")


@contextmanager
def scene(folder: Path, conditions: Conditions) -> Iterator[Scene]:
    """All of it started, and ready; stopped at the end."""
    base = free_base(range(2))
    links = Links(folder)
    try:
        links.start()
        database, broker = Database(folder, base), Broker(folder, base + 1, advertised=links.port("broker"))
        for link, port in zip(LINKS, (base, base, base + 1), strict=False):
            links.lead(link, port)
        with database, broker:
            toys = Linked(Parts(folder, database, broker), "libs.testing.toys", TOYS, env=conditions.env, links=links)
            links.lead("record", toys.ports["counter", "api"])
            try:
                toys.start_all()
                for service in TOYS:
                    for number in range(2, conditions.workers + 1):
                        toys.start(service, f"worker-{number}")
                toys.wait_ready()
                yield Scene(folder, links, toys, Load(toys))
            finally:
                toys.stop()
    finally:
        links.stop()
