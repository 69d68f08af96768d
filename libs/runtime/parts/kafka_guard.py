"""Who may come in at a Kafka broker: users with a password and rights of their own; by TLS where it is certified."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from libs.runtime.broker_access import MECHANISM, BrokerAccess

ADMIN = "chapelle-admin"

PROPERTIES = """\
sasl.enabled.mechanisms={mechanism}
sasl.mechanism.inter.broker.protocol={mechanism}
listener.name.clients.{mechanism_name}.sasl.jaas.config={login} required username="{user}" password="{password}";
authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
allow.everyone.if.no.acl.found=false
super.users=User:{user};User:ANONYMOUS
"""
"""Nobody is anonymous but the controller, which no client reaches: it is on a listener of its own."""
CERTIFIED = """\
ssl.keystore.type=PEM
ssl.keystore.location={identity}
ssl.truststore.type=PEM
ssl.truststore.location={ca}
"""


@dataclass(frozen=True, slots=True)
class Guard:
    """`password`: of the administrator, who makes the other users and their rights (`kafka_grants.py`).

    `identity`: PEM, the key (PKCS 8) and then its certificate; `ca_file`: by whom that is believed. None: no TLS.
    """

    password: str = field(repr=False)
    identity: Path | None = None
    ca_file: Path | None = None

    @property
    def protocol(self) -> str:
        return "SASL_SSL" if self.identity else "SASL_PLAINTEXT"

    @property
    def properties(self) -> str:
        """What `server.properties` says besides."""
        login = "org.apache.kafka.common.security.scram.ScramLoginModule"
        said = PROPERTIES.format(
            mechanism=MECHANISM, mechanism_name=MECHANISM.lower(), login=login, user=ADMIN, password=self.password
        )
        return said + (CERTIFIED.format(identity=self.identity, ca=self.ca_file) if self.identity else "")

    @property
    def first(self) -> list[str]:
        """What formatting is told, so that the administrator is known from the first start on."""
        return ["--add-scram", f"{MECHANISM}=[name={ADMIN},password={self.password}]"]

    def access(self, servers: str) -> BrokerAccess:
        """As the administrator."""
        return BrokerAccess(servers, ADMIN, self.password, self.ca_file)
