"""All services together: whose events go to whom."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from libs.events import split_type
from libs.events.services import SERVICES
from libs.topology.owned import Owned, owned_by


class NobodyTellsError(Exception):
    """A service listens to something that no service tells."""


@dataclass(frozen=True, slots=True)
class Hearing:
    """`reader` takes events of these `types` from `topic` of `source`."""

    reader: str
    source: str
    topic: str
    types: frozenset[str]

    @property
    def facts(self) -> list[str]:
        """The types without their version and what all have in common: `activated`, `drill-ended`."""
        return sorted({fact_of(type) for type in self.types})


@dataclass(frozen=True, slots=True)
class Estate:
    """The services, in the order in which they are declared."""

    services: tuple[Owned, ...]

    @classmethod
    def of(cls, services: Iterable[Owned]) -> Estate:
        """Raises `NobodyTellsError` where something is heard that nobody tells."""
        estate = cls(tuple(services))
        told = {
            (topic.name, type) for one in estate.services for topic in one.topics for type in one.types_on(topic.name)
        }
        lost = sorted(
            f"{one.name} hears {type} on {topic}, and nobody tells it there"
            for one in estate.services
            for topic, types in one.hears.items()
            for type in types
            if (topic, type) not in told
        )
        if lost:
            raise NobodyTellsError("; ".join(lost))
        return estate

    def hearings(self) -> list[Hearing]:
        """Every topic that someone reads, with what is taken from it."""
        return [
            Hearing(reader.name, source.name, topic.name, types)
            for reader in self.services
            for source in self.services
            for topic in source.topics
            if (types := source.types_on(topic.name) if reader.hears_all else reader.hears.get(topic.name))
        ]

    def sources(self, reader: Owned) -> list[str]:
        """Whose events a service takes, and whose record it therefore asks."""
        return [one.name for one in self.services if reader.hears_all or one.name in reader.heard]


def estate() -> Estate:
    """That of the platform."""
    return Estate.of(owned_by(service) for service in SERVICES)


def fact_of(type: str) -> str:
    """`fr.chapelle.fire.activated.v1` is `activated`."""
    return split_type(type)[0].rpartition(".")[2]
