"""What must always hold of what fire keeps, looked at by `chapelle verify`."""

from __future__ import annotations

from collections.abc import Iterator

from services.fire.domain.act import Act
from services.fire.store import FireUnit


def acts(unit: FireUnit) -> Iterator[str]:
    """Every act says what it said when it was entered."""
    yield from (f"act {act.id} ({act.kind} {act.zone}) is not what was sealed" for act in _all(unit) if not act.whole)


def _all(unit: FireUnit) -> Iterator[Act]:
    after = ""
    while found := unit.acts.page(after, 1_000):
        yield from found
        after = found[-1].id


CHECKS = {"acts": acts}
