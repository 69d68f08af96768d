"""Who may do what on Apache Kafka: a SCRAM user a service, who writes its own topics and reads what it hears.

No group, for workers share out the partitions themselves (`docs/decisions/no-consumer-group.md`); no right for the
idempotent producer, for since Kafka 3 whoever may write a topic may be one; no right to describe, for whoever may read
or write may.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Literal

from libs.runtime.broker_access import MECHANISM
from libs.runtime.topology import broker_user_of
from libs.topology.estate import Estate
from libs.topology.owned import Owned

EVERYBODY = "chapelle."
"""What every topic of the platform begins with."""


@dataclass(frozen=True, slots=True)
class Right:
    """`operations` on the topics of this name, or with this prefix."""

    name: str
    pattern: Literal["literal", "prefixed"]
    operations: tuple[str, ...]


def rights_of(service: Owned) -> Iterator[Right]:
    """What a service may do. It makes its own topics, and makes them again where the broker has lost them."""
    yield Right(f"{EVERYBODY}{service.name}.", "prefixed", ("Create", "Write"))
    if service.hears_all:
        yield Right(EVERYBODY, "prefixed", ("Read",))
    else:
        yield from (Right(topic, "literal", ("Read",)) for topic in service.hears)


def kafka_acls(estate: Estate) -> str:
    """As JSON: `{"users": [{"user", "mechanism"}], "acls": [{"principal", "host", "name", "pattern", "operations"}]}`;
    all of them allow, and all are about topics.
    """
    users = [{"user": broker_user_of(service.name), "mechanism": MECHANISM} for service in estate.services]
    acls = [
        {"principal": f"User:{broker_user_of(service.name)}", "host": "*", **asdict(right)}
        for service in estate.services
        for right in rights_of(service)
    ]
    return json.dumps({"users": users, "acls": acls}, indent=2) + "\n"
