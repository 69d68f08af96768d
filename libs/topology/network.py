"""Which pod may open a connection to which: one list of edges. All else is refused, in both directions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from libs.runtime.topology import Topology
from libs.topology.estate import Estate

PORTS = Topology(8400)
"""A pod listens where its process does on one machine."""
BROKER_PORT, DATABASE_PORT = 9092, 27017


@dataclass(frozen=True, slots=True, order=True)
class Pod:
    """`component`: `worker`, `api` or `verify` of the service `name`; or the `broker`, the `database`, the `site` or
    the `edge` itself.
    """

    component: str
    name: str = ""

    def __str__(self) -> str:
        return f"{self.name}-{self.component}" if self.name else self.component


BROKER, DATABASE, SITE, EDGE = Pod("broker"), Pod("database"), Pod("site"), Pod("edge")
"""`SITE` hands out the site file; `EDGE`: where people and devices come in, which is in another namespace."""


@dataclass(frozen=True, slots=True, order=True)
class Edge:
    """`opens` may connect to `port` of `to`."""

    opens: Pod
    to: Pod
    port: int


def edges(estate: Estate) -> Iterator[Edge]:
    """All there are. A worker asks the record of whom it hears, and so does who looks at its data. Who hears everybody
    also shows everybody's letters and proofs, so that its api asks the other apis.
    """
    for service in estate.services:
        worker, api, verify = (Pod(component, service.name) for component in ("worker", "api", "verify"))
        yield Edge(EDGE, api, PORTS.api(service.name))
        yield Edge(SITE, api, PORTS.api(service.name))
        yield Edge(worker, BROKER, BROKER_PORT)
        yield Edge(worker, DATABASE, DATABASE_PORT)
        yield Edge(api, DATABASE, DATABASE_PORT)
        yield Edge(verify, DATABASE, DATABASE_PORT)
        for source in estate.sources(service):
            yield Edge(worker, Pod("api", source), PORTS.api(source))
            yield Edge(verify, Pod("api", source), PORTS.api(source))
            if service.hears_all and source != service.name:
                yield Edge(api, Pod("api", source), PORTS.api(source))
