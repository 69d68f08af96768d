"""What a unit need not look at before its commit: it writes what guards it, so whoever changes it meanwhile conflicts.

A document that was at hand and looked at is as it was for as long as its guard has the version that this left it with:
nobody changes the one without the other (`Collection(…, guarded_by=Guard("people", …))`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from libs.store.collection import Guard
from libs.store.slot import Slot

if TYPE_CHECKING:
    from libs.store.unit import Unit

Place = tuple[str, str]


def is_sure(unit: Unit, slot: Slot) -> bool:
    """Whether it is as it is stored, unless the commit fails: a guard is written, and was as when that was known."""
    guards = ((unit.slot(place), version) for place, version in slot.sure.items())
    return any(guard is not None and guard.write and guard.version == version for guard, version in guards)


def is_outrun(unit: Unit, name: str, slot: Slot) -> bool:
    """Whether what was read now may be older than all that is written and guards it: these were searched for.

    Guards are read first, and what is read by ids is as of one moment (libs/store/as_of.py): whoever changed it since
    has changed those as well, and the commit fails.
    """
    guard = unit.guards.get(name)
    if guard is None:
        return False
    written = [one.searched for _, one in _guards(unit, guard, slot.value) if one is not None and one.write]
    return bool(written) and all(written)


def sure_after(unit: Unit, name: str, slot: Slot, stamp: int) -> Mapping[Place, int]:
    """The versions of its guards with which the unit, once committed, leaves it as it is known here."""
    guard = unit.guards.get(name)
    if guard is None:
        return {}
    written = (place for place, one in _guards(unit, guard, slot.value) if one is not None and one.write)
    return {**slot.sure, **dict.fromkeys(written, stamp)}


def expect_guarded(unit: Unit) -> None:
    """Raises `TypeError` where a stored document is changed, and not all that guards it is written."""
    for (name, id), before in unit.changed_from() if unit.guards else ():
        guard, slot = unit.guards.get(name), unit.slot((name, id))
        if guard is None or slot is None or not slot.version or slot.write not in ("save", "remove"):
            continue
        if guard.id is None and guard.collection not in unit.guarded_whole:
            raise TypeError(f"{name} {id!r} is changed, and all of {guard.collection} are not guarded")
        for value in (before, slot.value):
            for place, one in _guards(unit, guard, value):
                if one is None or (one.version and not one.write):
                    raise TypeError(f"{name} {id!r} is changed, and {place} is not guarded")


def _guards(unit: Unit, guard: Guard, value: Any) -> Iterator[tuple[Place, Slot | None]]:
    """The guards of an entity, those of them that the unit knows. None: it has not read it."""
    if guard.id is None:
        yield from (((guard.collection, id), one) for id, one in unit.known(guard.collection))
    elif value is not None:
        place = (guard.collection, guard.id(value))
        yield place, unit.slot(place)
