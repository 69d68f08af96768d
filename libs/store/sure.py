"""What a unit need not look at before its commit: it writes what guards it, so whoever changes it meanwhile conflicts.

A document that was at hand and looked at is as it was for as long as its guard has the version that this left it with:
nobody changes the one without writing all of the others (`Collection(…, guarded_by="zones")`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from libs.store.slot import Place, Slot

if TYPE_CHECKING:
    from libs.store.unit import Unit


def is_sure(unit: Unit, slot: Slot) -> bool:
    """Whether it is as it is stored, unless the commit fails: a guard is written, and was as when that was known."""
    guards = ((unit.slot(place), version) for place, version in slot.sure.items())
    return any(guard is not None and guard.write and guard.version == version for guard, version in guards)


def is_outrun(unit: Unit, name: str) -> bool:
    """Whether what was read now may be older than all that is written and guards it: these were searched for.

    Guards are read first, and what is read by ids is as of one moment (libs/store/as_of.py): whoever changed it since
    has changed those as well, and the commit fails.
    """
    written = [guard.searched for _, guard in _guards(unit, name) if guard.write]
    return bool(written) and all(written)


def sure_after(unit: Unit, name: str, slot: Slot, stamp: int) -> Mapping[Place, int]:
    """The versions of its guards with which the unit, once committed, leaves it as it is known here."""
    if name not in unit.guards:
        return {}
    written = (place for place, guard in _guards(unit, name) if guard.write)
    return {**slot.sure, **dict.fromkeys(written, stamp)}


def expect_guarded(unit: Unit) -> None:
    """Raises `TypeError` where a stored document is changed, and not all that guards it is written."""
    for (name, id), _ in unit.changed_from() if unit.guards else ():
        slot = unit.slot((name, id)) if name in unit.guards else None
        if slot is None or not slot.version or slot.write not in ("save", "remove"):
            continue
        if unit.guards[name] not in unit.guarded_whole:
            raise TypeError(f"{name} {id!r} is changed, and all of {unit.guards[name]} are not guarded")
        for place, guard in _guards(unit, name):
            if guard.version and not guard.write:
                raise TypeError(f"{name} {id!r} is changed, and {place} is not guarded")


def _guards(unit: Unit, name: str) -> Iterator[tuple[Place, Slot]]:
    """What guards all of a collection, as far as the unit knows it."""
    if (guards := unit.guards.get(name)) is not None:
        yield from (((guards, id), one) for id, one in unit.known(guards))
