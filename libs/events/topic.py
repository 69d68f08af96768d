"""A topic: one kind of entity of one service, in a fixed number of partitions."""

from __future__ import annotations

import re

from libs.events.value import Value

_WORD = re.compile(r"[a-z][a-z0-9-]*")


class Topic(Value):
    """`chapelle.<service>.<entity>.v<version>`.

    `partitions` is a constant of the entity, the same on every broker, for ever: the partition of a key, and
    with it every sequence number, depends on it. `safety` topics are read by a lane that no backlog delays.
    """

    service: str
    entity: str
    partitions: int = 4
    safety: bool = False
    version: int = 1

    def __post_init__(self) -> None:
        for word in (self.service, self.entity):
            if not _WORD.fullmatch(word):
                raise ValueError(f"{word!r} is no name for a service or an entity")

    @property
    def name(self) -> str:
        return f"chapelle.{self.service}.{self.entity}.v{self.version}"

    @property
    def source(self) -> str:
        """The CloudEvents source: `/chapelle/<service>`."""
        return f"/chapelle/{self.service}"


def service_of(topic: str) -> str:
    """The service that owns a topic, read from the topic's name."""
    parts = topic.split(".")
    if len(parts) != 4 or parts[0] != "chapelle":
        raise ValueError(f"{topic!r} is no topic of the platform")
    return parts[1]
