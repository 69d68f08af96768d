"""What must always hold of what power keeps, looked at by `chapelle verify`."""

from __future__ import annotations

from collections.abc import Iterator

from libs.audit import breaches
from services.power.events import ActEntered
from services.power.store import PowerUnit


def acts(unit: PowerUnit) -> Iterator[str]:
    """Every act says what its event, which is in the chain, says that it said."""
    return breaches(unit, unit.acts, ActEntered)


CHECKS = {"acts": acts}
