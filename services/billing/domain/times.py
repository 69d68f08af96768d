"""Stretches of time, the last of them perhaps not over yet: what they have in common, and what is left of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

Stretch = tuple[datetime, datetime | None]
"""From, included, until, not included; None: not over yet."""

NEVER = datetime.max.replace(tzinfo=UTC)


def joined(stretches: Iterable[Stretch]) -> list[Stretch]:
    """In order, those that touch as one, none empty."""
    found: list[tuple[datetime, datetime]] = []
    for begin, end in sorted((begin, end or NEVER) for begin, end in stretches):
        if found and begin <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        elif begin < end:
            found.append((begin, end))
    return [(begin, None if end == NEVER else end) for begin, end in found]


def common(some: Iterable[Stretch], others: Iterable[Stretch]) -> list[Stretch]:
    """When both were."""
    others = list(others)
    pairs = ((max(begin, since), min(end or NEVER, until or NEVER)) for begin, end in some for since, until in others)
    return joined((begin, None if end == NEVER else end) for begin, end in pairs if begin < end)


def without(some: Iterable[Stretch], others: Iterable[Stretch]) -> list[Stretch]:
    """When the first were and none of the others."""
    left = joined(some)
    for since, until in joined(others):
        around: list[Stretch] = [(datetime.min.replace(tzinfo=UTC), since)]
        left = common(left, [*around, (until, None)] if until is not None else around)
    return left
