"""All faults of one request, told at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from libs.events import Refused


def all_hold(*conditions: Callable[[], object]) -> None:
    """Runs every condition; raises one `Refused` with the faults of all that refuse.

    It is "not found" when nothing but things that do not exist was named, else "invalid".
    """
    refusals: list[Refused] = []
    for condition in conditions:
        try:
            condition()
        except Refused as refusal:
            refusals.append(refusal)
    if len(refusals) == 1:
        raise refusals[0]
    if refusals:
        missing = all(refusal.kind == "not_found" for refusal in refusals)
        faults = [fault for refusal in refusals for fault in refusal.faults]
        raise Refused.many(faults, "not_found" if missing else "invalid")


def hold(fact: bool, at: str, why: str) -> None:
    """Raises `Refused` (invalid) unless `fact` holds; `at` is where in the request the fault lies."""
    if not fact:
        raise Refused("invalid", why, at)


def ends_after(start: datetime | None, end: datetime | None) -> bool:
    """Whether the end is after the start, as far as they are said."""
    return start is None or end is None or end > start
