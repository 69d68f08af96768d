"""Who holds what: an entity that is found by something it holds, and not by its own id, such as a person by a badge.

Who held it last is at hand like all else, as a hint: whoever is not found to hold it is looked for in the database. So
what is decided relies on the holder's version alone; that nothing is held by two is seen to by the database itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from libs.store.collection import Collection, Document
from libs.store.finds import Ask, Wanted

if TYPE_CHECKING:
    from libs.store.unit import Unit

Held = tuple[str, str]
"""A collection, and the id of what one of its entities holds."""


class Holders:
    """What one unit knows of them: who is likely to hold what, and what was `asked` of the database."""

    __slots__ = ("asked", "likely")

    def __init__(self) -> None:
        self.likely: dict[Held, str] = {}
        self.asked: set[Held] = set()

    def note(self, collection: Collection[Any], id: str, value: Any) -> None:
        """This entity holds what it has now."""
        if collection.holds:
            for held in collection.held_by(value):
                self.likely[collection.name, held] = id

    def forget(self, collection: Collection[Any]) -> None:
        """Asked for again, they are looked for again."""
        self.asked = {held for held in self.asked if held[0] != collection.name}


def asks_for_holders(unit: Unit, collection: Collection[Any], ids: Sequence[str]) -> list[Ask]:
    """For those of which the unit does not know who holds them."""
    missing = [held for held in dict.fromkeys(ids) if not _knows_holder(unit, collection, held)]
    if not missing:
        return []

    def take(documents: list[Document]) -> None:
        unit.missing(collection, [document["_id"] for document in documents])  # one at hand is newer, if it is another
        unit.read(collection, documents, searched=unit.as_of is None)
        unit.holders.asked.update((collection.name, held) for held in missing)

    filter = {f"{collection.holds}.id": {"$in": missing}}
    return [(Wanted(unit.place_of(collection), filter, len(missing)), take)]


def holder(unit: Unit, collection: Collection[Any], held: str) -> Any:
    """The entity that holds what has this id, of those that the unit knows; or None. The likely one is tried first."""
    likely = unit.slot((collection.name, unit.holders.likely.get((collection.name, held), "")))
    if likely is not None and held in collection.held_by(likely.value):
        return likely.value
    known = (slot.value for _, slot in unit.known(collection.name))
    return next((value for value in known if held in collection.held_by(value)), None)


def _knows_holder(unit: Unit, collection: Collection[Any], held: str) -> bool:
    place = (collection.name, held)
    if place in unit.holders.asked:
        return True
    likely = unit.holders.likely.get(place)
    if likely is None and unit.recent is not None:
        likely = unit.recent.likely_holder(place)
    if likely is None or unit.missing(collection, (likely,)):
        return False
    slot = unit.slot((collection.name, likely))
    return slot is not None and held in collection.held_by(slot.value)
