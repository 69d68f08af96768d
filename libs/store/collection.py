"""Collections: one kind of entity, stored as documents, declared in a service's `store.py`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Generic, TypeVar, get_args, get_type_hints, overload

import msgspec

from libs.events import Topic, Value
from libs.store.faults import NewerSchema
from libs.store.packed import Packed

if TYPE_CHECKING:
    from libs.store.documents import Documents
    from libs.store.known import Known

T = TypeVar("T")
Document = dict[str, Any]
TopicOf = Callable[[str], Topic]

BUILTIN = (datetime, bytes)
SMALL_PAGES: Document = {"storageEngine": {"wiredTiger": {"configString": "leaf_page_max=4KB"}}}
"""Instead of 32 kB, in which some fifty people lie. A collection that there is already stays as it is."""


class Between(Value):
    """A half-open range of a query: `low <= field < high`; None leaves that side open."""

    low: Any
    high: Any


class Has(Value):
    """A query's condition: the field, a tuple, has this element."""

    element: Any


class Collection(Generic[T]):
    """How one kind of entity is stored.

    `id` names the entity's id field; `topic` is where events keyed by these entities go (a function of the
    service's name for what every service has); `indexes` are tuples of fields; `schema` is the version of the
    stored shape, and `upgrades[n]` makes a document of version n one of version n + 1 when it is read.

    `projection`: made of others' events alone, by what a worker hears, never by commands or timers; so it can be made
    again from their records, in another generation. Nothing is told about one: it has no topic.

    `history`: what is written once, and hardly read again: it is not kept at hand.

    `scattered`: there are many, each asked for at another time than its neighbours: they lie in small pages of the
    database, so that one is not unpacked with fifty others.

    `packed`: fields that are stored as one value each (libs/store/packed.py), because they are long, written often and
    never searched in.

    `holds`: a field, values with an `id` each that no other entity of the collection has at the same time: by each of
    them who holds it is found (libs/store/holders.py). `apart`: they were a collection of their own before, of this
    name, and named who held them in this field (libs/store/apart.py).

    `guarded_by`: a collection; whoever changes a stored one of these writes the version of all of those as well, so
    that nobody who relies on it and writes one of them needs to look at it (libs/store/sure.py). Who says so of what an
    older version still changes without its guards relies on it one version too early.

    Two versions of a service may run on one database (docs/decisions/versions.md). A field more, with a default, needs
    no new schema: who does not know it keeps it. Any other change does: who does not know the schema refuses it.
    """

    def __init__(
        self,
        entity: type[T],
        *,
        topic: Topic | TopicOf | None = None,
        id: str = "id",
        indexes: Sequence[tuple[str, ...]] = (),
        schema: int = 1,
        upgrades: Mapping[int, Callable[[Document], Document]] | None = None,
        projection: bool = False,
        history: bool = False,
        scattered: bool = False,
        packed: Sequence[str] = (),
        holds: str = "",
        apart: tuple[str, str] | None = None,
        guarded_by: str = "",
    ) -> None:
        if projection and topic is not None:
            raise TypeError(f"{entity.__name__} is a projection: no events are about it")
        self.projection, self.history = projection, history
        self.storage: Document = SMALL_PAGES if scattered else {}
        self.entity, self.topic, self.id = entity, topic, id
        self.indexes, self.schema, self.upgrades = tuple(indexes), schema, dict(upgrades or {})
        self.name, self.guarded_by = "", guarded_by
        hints = get_type_hints(entity)
        self.packed, self.plain = [Packed(name, hints[name]) for name in packed], [n for n in hints if n not in packed]
        self.fields = {"_id", "v", "s", *hints}
        self.apart = apart
        self.holds, self.held = holds, get_args(hints[holds])[0] if holds else None

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, unit: None, owner: type) -> Collection[T]: ...
    @overload
    def __get__(self, unit: Known, owner: type) -> Documents[T]: ...
    def __get__(self, unit: Known | None, owner: type) -> Collection[T] | Documents[T]:
        return self if unit is None else unit.documents(self)

    def place(self, generation: str) -> str:
        """The database's name of this collection; of a projection, in that generation ("" is the first)."""
        return f"{self.name}.{generation}" if self.projection and generation else self.name

    def topic_in(self, service: str) -> Topic | None:
        """The topic of this collection's events in a service."""
        return self.topic(service) if callable(self.topic) else self.topic

    def id_of(self, entity: T) -> str:
        return str(getattr(entity, self.id))

    def held_by(self, entity: T | None) -> list[str]:
        """The ids of what it holds."""
        return [one.id for one in getattr(entity, self.holds, ())]

    def to_document(self, entity: T, version: int, others: Document | None = None) -> Document:
        """The entity as stored: `_id`, `v` (version), `s` (schema, when not 1), its fields; `others` as they were."""
        document: Document = {**(others or {}), **_fields_of(entity, self.plain, self.packed)}
        document["_id"] = self.id_of(entity)
        document["v"] = version
        if self.schema != 1:
            document["s"] = self.schema
        return document

    def changes(self, stored: T, entity: T) -> Document:
        """The stored fields in which an entity is another than the one that is stored in today's shape."""

        def other(name: str) -> bool:
            return getattr(entity, name) is not getattr(stored, name)

        return _fields_of(entity, [n for n in self.plain if other(n)], [p for p in self.packed if other(p.name)])

    def is_of_today(self, document: Document) -> bool:
        """Whether a stored document has today's shape."""
        return bool(document.get("s", 1) == self.schema)

    def from_document(self, document: Document) -> tuple[T, Document]:
        """The entity of a stored document, upgraded to today's shape; and the fields that are not the entity's.

        Raises `NewerSchema`.
        """
        stored = document.get("s", 1)
        if stored > self.schema:
            raise NewerSchema(
                f"{self.name} {document['_id']!r} has schema {stored}, which a newer version of this service wrote; "
                f"this one knows {self.schema}"
            )
        for version in range(stored, self.schema):
            document = self.upgrades[version](document)
        if self.packed:
            document = {**document, **{one.name: one.unpack(document[one.name]) for one in self.packed}}
        others = document.keys() - self.fields
        return msgspec.convert(document, self.entity), {name: document[name] for name in others}


def _fields_of(entity: object, plain: Sequence[str], packed: Sequence[Packed]) -> Document:
    values = msgspec.to_builtins([getattr(entity, name) for name in plain], builtin_types=BUILTIN)
    return {**dict(zip(plain, values, strict=True)), **{one.name: one.pack(entity) for one in packed}}


def stored(value: Any) -> Any:
    """A value of a query as it is stored."""
    return msgspec.to_builtins(value, builtin_types=BUILTIN)


def to_filter(equals: Mapping[str, Any]) -> Document:
    """The database's filter for `where(...)`."""
    filter: Document = {}
    for field, value in equals.items():
        if isinstance(value, Between):
            sides = {"$gte": value.low, "$lt": value.high}
            filter[field] = {side: stored(bound) for side, bound in sides.items() if bound is not None}
        elif isinstance(value, Has):
            filter[field] = stored(value.element)
        else:
            filter[field] = stored(value)
    return filter


def matches(entity: object, equals: Mapping[str, Any]) -> bool:
    """Whether an entity in memory is one that `to_filter(equals)` finds."""
    for field, value in equals.items():
        here = getattr(entity, field)
        if isinstance(value, Between):
            if here is None:
                return False
            if (value.low is not None and here < value.low) or (value.high is not None and here >= value.high):
                return False
        elif isinstance(value, Has):
            if value.element not in here:
                return False
        elif here != value:
            return False
    return True
