"""What must always hold of what fire keeps, looked at by `chapelle verify`."""

from __future__ import annotations

from collections.abc import Iterator

from libs.audit import breaches
from services.fire.events import ActEntered
from services.fire.store import FireUnit


def acts(unit: FireUnit) -> Iterator[str]:
    """Every act says what its event, which is in the chain, says that it said."""
    return breaches(unit, unit.acts, ActEntered)


CHECKS = {"acts": acts}
