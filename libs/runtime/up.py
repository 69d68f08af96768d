"""`chapelle up`: from nothing to a running platform, and back."""

from __future__ import annotations

import platform as host
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib.metadata import version
from pathlib import Path

from libs.events.services import SERVICES
from libs.runtime.clock import Clock
from libs.runtime.clock_keeper import ClockKeeper
from libs.runtime.faults import CannotRunError
from libs.runtime.folder import DataFolder
from libs.runtime.health import wait_ready
from libs.runtime.launch import Launch
from libs.runtime.let_in import keep_addresses, let_in_at_broker, let_in_at_database
from libs.runtime.parts.mongod import Database
from libs.runtime.parts.tansu import Broker
from libs.runtime.ports import answers, taken
from libs.runtime.progress import Progress
from libs.runtime.reach import Reach
from libs.runtime.secrets import Secrets
from libs.runtime.site_load import load_site
from libs.runtime.sitecheck import SiteCheck
from libs.runtime.sitefile import Site, read_site
from libs.runtime.supervisor import Supervisor
from libs.runtime.token_files import TokenFiles
from libs.runtime.tokens import mint
from libs.runtime.topology import API_OFFSET, Topology, database_of

READY_WITHIN = 120.0
COPIES = 3
"""Of each record where there are that many brokers: one may be away, and two have what was acknowledged."""
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""Ctrl-C, `kill` and a terminal that closes all mean the same."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What `chapelle up` was asked for. `broker`, `mongo`: addresses of ones that run already, else empty.

    `replication`: copies of each record on the brokers that are given; 0: as many as addresses, three at most.
    """

    data: Path
    site: Path
    base_port: int = 8400
    clock: datetime | None = None
    speed: float = 1.0
    simulator: bool = True
    broker: str = ""
    replication: int = 0
    mongo: str = ""
    log_level: str = "info"
    reach: Reach = field(default_factory=Reach)
    """Of a broker and a database that are given: who asks there, and whose certificates are believed."""

    @property
    def copies(self) -> int:
        """Of each record."""
        return self.replication or min(len(self.broker.split(",")), COPIES)


def up(wish: Wish) -> int:
    """Runs the platform until it is told to stop: 0. Raises `CannotRunError`, nothing left running."""
    began = time.monotonic()
    check = SiteCheck(wish.site)
    folder = DataFolder.at(wish.data)
    if not folder.path.exists():
        check.expect_good()  # a site that cannot run leaves no folder behind
    site = read_site(wish.site)
    for number in STOP_SIGNALS:
        signal.signal(number, signal.default_int_handler)
    with folder.held():
        return _Run(wish, site, folder, check, began).whole()


class _Run:
    """One run. Its steps are its methods, in their order."""

    def __init__(self, wish: Wish, site: Site, folder: DataFolder, check: SiteCheck, began: float) -> None:
        self.wish, self.site, self.folder, self.check = wish, site, folder, check
        self.topology = Topology(wish.base_port, wish.reach.scheme, wish.reach.ca_file and wish.reach.ca_file.resolve())
        self.secrets = Secrets.of(folder.path)
        self.keeper = ClockKeeper.of(folder.path)
        self.tokens = TokenFiles(self.secrets)
        self.progress = Progress(folder.logs / "supervisor.log", began)
        self.supervisor = Supervisor(folder, self.progress)
        self.clock: Clock | None = None

    def whole(self) -> int:
        """Start, keep, stop: whatever happens, what was started is stopped."""
        self._expect_ports()
        self.progress.title(f"\n  {self.site.name}")
        try:
            self._start()
            self.supervisor.run()
            self.progress.say("\n  stopping")
            return 0
        except KeyboardInterrupt:
            self.progress.say("\n  stopping before it was ready")
            return 1
        finally:
            self._stop()

    def _expect_ports(self) -> None:
        names = self.topology.names()
        if self.wish.broker:
            del names[self.topology.broker]
        if self.wish.mongo:
            del names[self.topology.database]
        used = [f"{port} ({names[port]})" for port in taken(sorted(names))]
        if used:
            more = f" and {len(used) - 2} more" if len(used) > 2 else ""
            what = f"port {used[0]} is" if len(used) == 1 else f"ports {', '.join(used[:2])}{more} are"
            raise CannotRunError(f"{what} in use; choose others by --ports FIRST")

    def _start(self) -> None:
        """The services start while the parts do: each waits for what it needs."""
        database, broker = self._embedded()
        if broker:
            broker.wait_ready()
            self.supervisor.bound(broker)
        self.check.expect_good()
        self.clock = self.keeper.begin(self.wish.clock, self.wish.speed)
        self.tokens.renew()
        address = self._broker(broker)
        self._let_in(database)
        launch = Launch(
            self.topology, self.clock, self.secrets, self.folder.logs, self.folder.audit, self.site.file.resolve(),
            address, "tansu" if broker else "kafka", bool(self.wish.reach.broker_user), self.wish.log_level,
            self.wish.copies,
        )  # fmt: skip
        self.supervisor.housekeeping(self.clock, self.keeper, self.tokens)
        versions = {"chapelle": "0.1.0", "python": host.python_version(), "pymongo": version("pymongo")}
        self.folder.announce(self.topology, str(self.clock), launch.site, versions, database is not None)
        self._services(launch, database)
        token = mint(self.secrets.signing_key_file, "admin", timedelta(minutes=10), subject="site file")
        load_site(self.site, self.topology, token, self.progress)
        if self.wish.simulator and self.site.simulated:
            self.supervisor.add("simulator", launch.simulator())
            self.progress.done("simulator", f"plays the site, speed {self.clock.speed:g}")
        _on_signals(self.supervisor.stopping.set)  # whoever reads "ready" may stop it at once
        self._welcome()

    def _embedded(self) -> tuple[Database | None, Broker | None]:
        """The parts that are not given, started side by side."""
        database = None if self.wish.mongo else Database(self.folder.path, self.topology.database)
        broker = None if self.wish.broker else Broker(self.folder.path, self.topology.broker)
        if database:
            self.supervisor.add("database", database.child)
        if broker:
            self.supervisor.add("broker", broker.child)
        return database, broker

    def _broker(self, embedded: Broker | None) -> str:
        """The address of the broker, or of several, where one answers."""
        address = embedded.address if embedded else self.wish.broker
        places = [place.rpartition(":") for place in address.split(",")]
        if not any(answers(int(port), host_name, 3.0) for host_name, _, port in places):
            raise CannotRunError(f"no broker answers at {address}")
        if not embedded:
            let_in_at_broker(self.wish.reach.broker_access, self.secrets)
        self.progress.done("broker", address)
        return address

    def _let_in(self, embedded: Database | None) -> None:
        """Each service knows its address before it starts; the embedded database learns of its users when it runs."""
        if embedded:
            addresses = {service: embedded.address(service, database_of(service)) for service in SERVICES}
        else:
            addresses = self._let_in_at(self.wish.mongo)
        keep_addresses(addresses, self.secrets)

    def _let_in_at(self, admin: str) -> dict[str, str]:
        addresses = let_in_at_database(admin, self.secrets)
        self.progress.done("database", admin.rpartition("@")[2].partition("/")[0])
        return addresses

    def _services(self, launch: Launch, database: Database | None) -> None:
        for child in launch.services():
            self.supervisor.add("apis" if child.name.endswith("-api") else "workers", child)
        if database:
            database.wait_ready()
            self._let_in_at(database.admin_uri)
        ports = {f"{name} api": self.topology.api(name) for name in SERVICES}
        ports |= {f"{name} worker": self.topology.worker(name) for name in SERVICES}
        late = wait_ready(
            ports,
            READY_WITHIN,
            lambda name: self.progress.done(name, f"127.0.0.1:{ports[name]}"),
            self.supervisor.look,
            self.topology.trust,
        )
        if late:
            names = ", ".join(late)
            raise CannotRunError(f"not ready after {READY_WITHIN:.0f} s: {names}; see {self.folder.logs}")

    def _welcome(self) -> None:
        now = self.clock.now().isoformat(timespec="seconds") if self.clock else ""
        say = self.progress.say
        say(f"\n  ready in {self.progress.seconds:.1f} s\n")
        say(f"  console     {self.topology.url('console')}/")
        for name in sorted(set(API_OFFSET) - {"console"}, key=self.topology.api):
            say(f"  {name:<11} {self.topology.url(name)}/openapi.json")
        say(f"  clock       {now}, speed {self.wish.speed:g}")
        say(f"  data        {self.folder.path}")
        say("\n  Ctrl-C stops it.")

    def _stop(self) -> None:
        _on_signals(lambda: None)
        self.supervisor.stop()
        if self.clock:
            self.keeper.keep(self.clock, stopped=True)
            self.supervisor.write_status()
        (self.folder.path / "platform.json").unlink(missing_ok=True)
        self.progress.say("  stopped")


def _on_signals(do: Callable[[], None]) -> None:
    for number in STOP_SIGNALS:
        signal.signal(number, lambda _number, _frame: do())
