"""What must always hold of what fire keeps, looked at by `chapelle verify`."""

from __future__ import annotations

from collections.abc import Iterator

from services.fire.domain.act import Act
from services.fire.events import ACT, ActEntered
from services.fire.store import FireUnit


def acts(unit: FireUnit) -> Iterator[str]:
    """Every act says what it said when it was entered, and its event, which is in the chain, says the same of it."""
    kept = {act.id: act for act in _all(unit)}
    told = _told(unit)
    for act in kept.values():
        if not act.whole or told.get(act.id) != act.sealed:
            yield f"act {act.id} ({act.kind} {act.zone}) is not what was sealed"
    yield from (f"act {id} is told, and gone" for id in sorted(told.keys() - kept.keys()))


def _all(unit: FireUnit) -> Iterator[Act]:
    after = ""
    while found := unit.acts.page(after, 1_000):
        yield from found
        after = found[-1].id


def _told(unit: FireUnit) -> dict[str, str]:
    """By act, the hash that the record has of it."""
    pages = unit.store.find("outbox", {"topic": ACT.name}, 0)
    rows = (row for page in pages for row in page["events"] if row["type"] == ActEntered.type)
    return {row["key"]: ActEntered.decode(bytes(row["data"]), row["time"]).sealed for row in rows}


CHECKS = {"acts": acts}
