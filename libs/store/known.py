"""What a unit knows: each document read once, with others in one round trip, or taken from what is at hand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from libs.store.as_of import AsOf
from libs.store.beside import Beside
from libs.store.collection import Collection, Document
from libs.store.documents import Documents, Search
from libs.store.faults import Conflict, Forgotten
from libs.store.finds import MANY, Ask, Wanted
from libs.store.holders import Holders, asks_for_holders
from libs.store.recent import Recent
from libs.store.slot import Place, Slot

if TYPE_CHECKING:
    from libs.store.store import Store

T = TypeVar("T")
Reads = Iterable[tuple[type, str]]


class Known:
    """The reading half of a unit. What is taken from `recent` is looked at before the commit, and what was taken to be
    `absent`.
    """

    _collections: ClassVar[dict[str, Collection[Any]]] = {}
    _by_entity: ClassVar[dict[type, Collection[Any]]] = {}
    _by_held: ClassVar[dict[type, Collection[Any]]] = {}
    guards: ClassVar[dict[str, str]] = {}

    def __init_subclass__(cls) -> None:
        declared = [base.__dict__ for base in reversed(cls.__mro__)]
        cls._collections = {n: c for names in declared for n, c in names.items() if isinstance(c, Collection)}
        cls._by_entity = {collection.entity: collection for collection in cls._collections.values()}
        cls._by_held = {one.held: one for one in cls._collections.values() if one.held is not None}
        cls.guards = {name: one.guarded_by for name, one in cls._collections.items() if one.guarded_by}
        if both := set(cls.guards.values()) & cls.guards.keys():
            raise TypeError(f"{', '.join(sorted(both))}: what guards others is guarded itself")

    def __init__(self, store: Store[Any]) -> None:
        self.store = store
        self.recent: Recent | None = None
        self.before_searching: Callable[[], None] | None = None
        self.absent: list[Place] = []
        self.as_of: AsOf | None = AsOf()
        self.holders = Holders()
        self._generation: str | None = None
        self._searched: list[Search] = []
        self._beside = Beside()
        self._slots: dict[str, dict[str, Slot]] = {name: {} for name in self._collections}

    @classmethod
    def collections(cls) -> dict[str, Collection[Any]]:
        return cls._collections

    @property
    def generation(self) -> str:
        """Of all projections that this unit reads and writes: the one that was current when it was first asked."""
        if self._generation is None:
            self._generation = self.store.generation()
        return self._generation

    @generation.setter
    def generation(self, generation: str) -> None:
        self._generation = generation

    def place_of(self, collection: Collection[Any]) -> str:
        """The database's name of a collection, as this unit sees it."""
        return collection.place(self.generation) if collection.projection else collection.name

    def documents(self, collection: Collection[T]) -> Documents[T]:
        return Documents(self, collection)

    def prefetch(self, reads: Reads, searches: Iterable[Search] = (), beside: Iterable[Place] = ()) -> bool:
        """Reads what a batch needs, one query a collection and search, in one round trip. False: all entities were at
        hand. Of what an entity holds whoever holds it is read.

        A search that was made so is not made again by this unit: it knows all that is found. `beside`: collection and
        id of what is kept beside the entities.
        """
        wanted, others = dict[type, list[str]](), dict[str, list[str]]()
        for entity, id in reads:
            wanted.setdefault(entity, []).append(id)
        for name, id in beside:
            others.setdefault(name, []).append(id)
        entities = [ask for entity, ids in wanted.items() for ask in self._asks_for(entity, ids)]
        entities.sort(key=lambda ask: ask[0].follows)
        searched = [self._ask_for(search) for search in searches if search not in self._searched]
        if searched and self.before_searching is not None:
            self.before_searching()
        self.ask([*entities, *searched, *(ask for name, ids in others.items() for ask in self._beside.asks(name, ids))])
        return bool(entities)

    def load(self, collection: Collection[Any], ids: Sequence[str]) -> None:
        """Makes sure that these ids are known here; those that do not exist are known as such."""
        self.ask(self._asks(collection, ids))

    def beside(self, collection: str, ids: Sequence[str]) -> dict[str, Document]:
        """What there is beside the entities (answers by their keys, ids of signals), with what this unit inserts."""
        self.ask(self._beside.asks(collection, ids))
        return self._beside.found(collection, ids)

    def take_to_be_absent(self, collection: str, ids: Sequence[str]) -> None:
        """Beside the entities: the commit looks whether they are, unless they are inserted."""
        self.absent += [(collection, id) for id in ids]
        self._beside.absent(collection, ids)

    def ask(self, asks: Sequence[Ask]) -> None:
        """Asks the database, in one round trip, and hands over what it finds."""
        if asks:
            wanted = [one for one, _ in asks]
            try:
                found = self.store.find_each(wanted, self.as_of)
            except Forgotten:
                self.as_of = None
                found = self.store.find_each(wanted, self.as_of)
            for (_, take), documents in zip(asks, found, strict=True):
                take(documents)

    def _asks_for(self, entity: type, ids: Sequence[str]) -> list[Ask]:
        """Entities by their ids, or whoever holds such things."""
        if (collection := self._by_held.get(entity)) is not None:
            return asks_for_holders(self, collection, ids)
        return self._asks(self._by_entity[entity], ids)

    def _asks(self, collection: Collection[Any], ids: Sequence[str]) -> list[Ask]:
        """For those that are neither known nor at hand."""
        missing = self.missing(collection, ids)

        def take(documents: list[Document]) -> None:
            self.read(collection, documents, searched=self.as_of is None)
            for id in missing:
                self._slots[collection.name].setdefault(id, Slot(None, 0))

        follows = bool(collection.guarded_by)
        return [(Wanted.by_ids(self.place_of(collection), missing, follows), take)] if missing else []

    def _ask_for(self, search: Search) -> Ask:
        collection = self._collections[search.collection]

        def take(documents: list[Document]) -> None:
            self.read(collection, documents, searched=True)
            self._searched.append(search)

        return Wanted(self.place_of(collection), search.filter, MANY, searched=True), take

    def missing(self, collection: Collection[Any], ids: Sequence[str]) -> list[str]:
        """Those that are to be read."""
        slots = self._slots[collection.name]
        missing = [id for id in dict.fromkeys(ids) if id not in slots]
        return missing if self.recent is None else self._not_at_hand(collection, missing, self.recent)

    def search(self, search: Search) -> None:
        """Makes sure that all that it finds is known here."""
        if search not in self._searched:
            collection = self._collections[search.collection]
            self.read(collection, self.find(collection, search.filter, 0), searched=True)

    def find(self, collection: Collection[Any], filter: Document, limit: int) -> list[Document]:
        """Documents as they are stored, ordered by id."""
        if self.before_searching is not None:
            self.before_searching()
        return self.store.find(self.place_of(collection), filter, limit)

    def _not_at_hand(self, collection: Collection[Any], ids: list[str], recent: Recent) -> list[str]:
        slots, name = self._slots[collection.name], self.place_of(collection)
        missing = []
        for id in ids:
            found = recent.get((name, id))
            if found is None:
                missing.append(id)
            else:
                slots[id] = found
                self.holders.note(collection, id, found.value)
        return missing

    def read(self, collection: Collection[Any], documents: Iterable[Document], searched: bool = False) -> None:
        """Takes documents that were read."""
        for document in documents:
            self.keep(collection, document["_id"], document, searched)

    def keep(self, collection: Collection[Any], id: str, document: Document, searched: bool = False) -> None:
        """Takes a document that was read; what this unit already knows of it stays. Raises `NewerSchema`."""
        slots = self._slots[collection.name]
        if id not in slots:
            entity, others = collection.from_document(document)
            stored = entity if collection.is_of_today(document) else None
            slots[id] = Slot(entity, document["v"], others=others, searched=searched, stored=stored)
            self.holders.note(collection, id, entity)
        elif slots[id].recent and slots[id].version != document["v"]:
            raise Conflict(f"{collection.name} {id!r} was changed since it was at hand")

    def forget(self, collection: Collection[Any]) -> None:
        """Lets go of what was read, not changed, and not taken from what was at hand."""
        slots = self._slots[collection.name]
        self._slots[collection.name] = {id: slot for id, slot in slots.items() if slot.write or slot.recent}
        self._searched = [search for search in self._searched if search.collection != collection.name]
        self.holders.forget(collection)

    def value(self, collection: Collection[Any], id: str) -> Any:
        """The entity, or None; it is read where it is not known here."""
        slots = self._slots[collection.name]
        if id not in slots:
            self.load(collection, (id,))
        return slots[id].value

    def values(self, collection: Collection[T]) -> list[T]:
        """All entities of a collection that this unit knows."""
        return [slot.value for slot in self._slots[collection.name].values() if slot.value is not None]

    def slot(self, place: Place) -> Slot | None:
        """What it knows of a document that is no projection; None: it has not read it."""
        name, id = place
        return self._slots[name].get(id)

    def known(self, collection: str) -> Iterator[tuple[str, Slot]]:
        yield from self._slots[collection].items()

    def slots(self) -> Iterator[tuple[str, str, Slot]]:
        """All that it knows: the database's name of the collection, the id, the slot."""
        for name, slots in self._slots.items():
            if slots:
                place = self.place_of(self._collections[name])
                yield from ((place, id, slot) for id, slot in slots.items())
