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
    from libs.store.known import Known

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
        self.asked -= {held for held in self.asked if held[0] == collection.name}


def asks_for_holders(known: Known, collection: Collection[Any], ids: Sequence[str]) -> list[Ask]:
    """For those of which it is not known who holds them, nor that nobody does."""
    asked = known.holders.asked
    missing = [
        held for held in dict.fromkeys(ids)
        if (collection.name, held) not in asked and _likely_holder(known, collection, held) is None
    ]  # fmt: skip

    def take(documents: list[Document]) -> None:
        known.missing(collection, [document["_id"] for document in documents])  # one at hand is newer, if it is another
        known.read(collection, documents, searched=known.as_of is None)
        asked.update((collection.name, held) for held in missing)

    filter = {f"{collection.holds}.id": {"$in": missing}}
    return [(Wanted(known.place_of(collection), filter, len(missing)), take)] if missing else []


def holder(known: Known, collection: Collection[Any], held: str) -> Any:
    """The entity that holds what has this id, or None; it is looked for where it is not known here."""
    likely = _likely_holder(known, collection, held)
    if likely is not None:
        return likely
    known.ask(asks_for_holders(known, collection, (held,)))
    return next((one for one in known.values(collection) if held in collection.held_by(one)), None)


def _likely_holder(known: Known, collection: Collection[Any], held: str) -> Any:
    """Whoever was last known to hold it, if they do as far as is known here or at hand; or None."""
    place = (collection.name, held)
    id = known.holders.likely.get(place)
    if id is None and known.recent is not None:
        id = known.recent.likely_holder(place)
    if id is None or known.missing(collection, (id,)):
        return None
    slot = known.slot((collection.name, id))
    return slot.value if slot is not None and held in collection.held_by(slot.value) else None
