"""What an event is about: its subject, and the zones, doors, feeds, pools that it names. So timelines are found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

NAMING = (
    "zone", "zones", "door", "doors", "feed", "source", "rack", "generator", "pool", "volume", "tenant", "incident",
    "subject", "about", "members",
)  # fmt: skip
"""Fields whose values are ids of things of the site. Persons are not among them: nobody is followed by a timeline."""


def about(subject: str, data: Mapping[str, Any]) -> tuple[str, ...]:
    """The ids, each once, the subject first."""
    return tuple(dict.fromkeys((subject, *_named(data))))


def _named(data: Mapping[str, Any]) -> Iterator[str]:
    for field in NAMING:
        value = data.get(field)
        for one in value if isinstance(value, list) else (value,):
            if isinstance(one, str) and one:
                yield one
