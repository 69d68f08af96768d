"""The documents of one collection, as one unit sees them: read once, its own changes included."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from libs.events import Refused
from libs.store.collection import Collection, Document, matches, to_filter
from libs.store.holders import holder

if TYPE_CHECKING:
    from libs.store.known import Known

T = TypeVar("T")


class Search(NamedTuple):
    """What is looked for in one collection, which is named as the service declares it."""

    collection: str
    filter: Document


class Documents(Generic[T]):
    """`unit.zones`: entities by id (read once a unit) and by fields (one query a call)."""

    __slots__ = ("_collection", "_unit")

    def __init__(self, unit: Known, collection: Collection[T]) -> None:
        self._unit, self._collection = unit, collection

    def get(self, id: str) -> T | None:
        """The entity with this id, or None."""
        value: T | None = self._unit.value(self._collection, id)
        return value

    def holding(self, id: str) -> T | None:
        """The entity that holds what has this id, or None (`Collection(…, holds=…)`)."""
        found: T | None = holder(self._unit, self._collection, id)
        return found

    def need(self, id: str, at: str = "") -> T:
        """The entity with this id. Raises `Refused` (not found), naming a likely one; `at` is where the id stood."""
        entity = self.get(id)
        if entity is None:
            kind = self._collection.entity.__name__.lower()
            near = difflib.get_close_matches(id, self._unit.store.ids(self._unit.place_of(self._collection)), 1)
            hint = f"; did you mean {near[0]}?" if near else ""
            raise Refused("not_found", f"no {kind} {id}{hint}", at)
        return entity

    def many(self, ids: Iterable[str]) -> dict[str, T]:
        """Those of the ids that exist, read in one query."""
        wanted = tuple(dict.fromkeys(ids))
        self._unit.load(self._collection, wanted)
        found = ((id, self._unit.value(self._collection, id)) for id in wanted)
        return {id: entity for id, entity in found if entity is not None}

    def where(self, **equals: Any) -> list[T]:
        """All whose fields equal these (or lie `Between`, or have the element that `Has` names), ordered by id."""
        self._unit.search(self.that(**equals))
        return self._known(equals)

    def that(self, **equals: Any) -> Search:
        """`where(**equals)`, to be asked for together with more: `unit.prefetch(…, [unit.zones.that(…)])`."""
        return Search(self._collection.name, to_filter(equals))

    def page(self, after: str = "", limit: int = 100, **equals: Any) -> list[T]:
        """At most `limit` of `where(**equals)` whose id comes after `after`, ordered by id."""
        filter: Document = to_filter(equals)
        if after:
            filter["_id"] = {"$gt": after}
        self._unit.read(self._collection, self._unit.find(self._collection, filter, limit), searched=True)
        return [entity for entity in self._known(equals) if self._collection.id_of(entity) > after][:limit]

    def forget(self) -> None:
        """Lets go of what was read and not changed, where it is much; asked for again, it is read again."""
        self._unit.forget(self._collection)

    def _known(self, equals: dict[str, Any]) -> list[T]:
        known = (entity for entity in self._unit.values(self._collection) if matches(entity, equals))
        return sorted(known, key=self._collection.id_of)
