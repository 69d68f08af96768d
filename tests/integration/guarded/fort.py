"""A database and a Kafka where everybody has a password and all is by TLS, and six services that were given theirs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from libs.events import Value
from libs.events.services import SERVICES
from libs.runtime.broker_access import BrokerAccess
from libs.runtime.parts.kafka import KafkaBroker
from libs.runtime.parts.kafka_grants import committed_rights, grant_at_broker
from libs.runtime.parts.kafka_guard import ADMIN, Guard
from libs.runtime.platform import Database, free_base
from libs.runtime.secrets import Secrets, write_private
from libs.runtime.topology import broker_user_of
from libs.testing.authority import Authority
from libs.testing.running import Parts, Running


class Fort(Value):
    """`parts`: whose broker is guarded; `secrets`: everybody's passwords."""

    parts: Parts
    secrets: Secrets
    authority: Authority

    def access(self, service: str) -> BrokerAccess:
        """As a service's user reaches the broker."""
        user, admin = broker_user_of(service), self.parts.broker.access
        return BrokerAccess(admin.servers, user, self.secrets.password(user), admin.ca_file)

    def told(self, service: str) -> Mapping[str, str]:
        """What a process of the service is told of the broker."""
        access = self.access(service)
        file = self.secrets.folder / f"{access.user}.password"
        write_private(file, access.password.encode())
        ca = {"CHAPELLE_BROKER_CA_FILE": str(access.ca_file)} if access.ca_file else {}
        return {"CHAPELLE_BROKER_USER": access.user, "CHAPELLE_BROKER_PASSWORD_FILE": str(file), **ca}

    def running(self, **env: str) -> Running:
        """The six, not started."""
        return Running(self.parts, "services", SERVICES, env=env, authority=self.authority, besides=self.told)

    def let_in(self) -> None:
        """Every service, with the rights that are committed."""
        users = map(broker_user_of, SERVICES)
        grant_at_broker(self.parts.broker.access, {u: self.secrets.password(u) for u in users}, committed_rights())


@contextmanager
def built(folder: Path) -> Iterator[Fort]:
    """It stands, and everybody may come in."""
    secrets, base = Secrets.of(folder), free_base(range(2))
    authority = Authority(folder / "authority")
    ca, identity = authority.ca_file, authority.certify("parts").both
    guard = Guard(secrets.password(ADMIN), identity, ca)
    with (
        Database(folder, base, identity=identity, ca_file=ca) as database,
        KafkaBroker(folder, base + 1, guard=guard) as broker,
    ):
        fort = Fort(Parts(folder, database, broker), secrets, authority)
        fort.let_in()
        yield fort
