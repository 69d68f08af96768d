"""Declare an event once: from the class come its type, topic, key, encoding, decoding and schema."""

from __future__ import annotations

import builtins
import dataclasses
import inspect
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, ClassVar, Self, TypeVar, dataclass_transform, get_type_hints

import msgspec

from libs.events.topic import Topic
from libs.events.versions import Upcast, chains

Instant = Annotated[datetime, msgspec.Meta(tz=True)]
"""A moment with its offset. Stored and compared in UTC, to the millisecond."""

E = TypeVar("E")
Outcome = tuple[E, Sequence["Event"]]
"""What a decision returns: the entity as it is now, and the facts that made it so, keyed by that entity."""

_RESERVED = frozenset({"time", "type", "topic", "key", "version", "data", "reads", "keep"})
_NO_UPCASTS: Mapping[int, Upcast] = {}
_encode = msgspec.json.Encoder().encode


@dataclass_transform(frozen_default=True, kw_only_default=True)
@dataclass(frozen=True, kw_only=True)
class Event:
    """A fact in the past tense. `time` is when it happened; it travels in the envelope, not in the data.

    A change that breaks readers is the next `version`; `upcasts[n]` makes the JSON of version n that of n + 1, so that
    what was recorded under any of them is read as the newest. `reads`: those types, each with its way to the newest.

    `keep`: so long after its `time` the record holds what it said; then its number and a hash. None: for ever.
    """

    time: datetime

    type: ClassVar[str]
    topic: ClassVar[Topic]
    key_field: ClassVar[str]
    version: ClassVar[int]
    keep: ClassVar[timedelta | None]
    reads: ClassVar[Mapping[str, tuple[Upcast, ...]]]
    data: ClassVar[builtins.type[msgspec.Struct]]
    _names: ClassVar[tuple[tuple[str, str], ...]]
    _decoder: ClassVar[msgspec.json.Decoder[Any]]

    def __init_subclass__(
        cls,
        *,
        topic: Topic,
        key: str,
        version: int = 1,
        upcasts: Mapping[int, Upcast] = _NO_UPCASTS,
        keep: timedelta | None = None,
    ) -> None:
        if taken := _RESERVED & set(inspect.get_annotations(cls)):
            raise TypeError(
                f"{cls.__name__}: {', '.join(sorted(taken))} is said by the envelope; name the field otherwise"
            )
        if cls.__name__ == "Expired":
            raise TypeError("expired.v1 is what is left of any event")
        dataclass(frozen=True, kw_only=True)(cls)
        fact = f"fr.chapelle.{topic.service}." + re.sub(r"(?<!^)(?=[A-Z])", "-", cls.__name__).lower()
        cls.type, cls.reads = f"{fact}.v{version}", chains(fact, version, upcasts)
        cls.topic, cls.key_field, cls.version, cls.keep = topic, key, version, keep
        cls.data = _data_struct(cls)
        cls._names = tuple((name, json_name(name)) for name in cls.data.__struct_fields__)
        cls._decoder = msgspec.json.Decoder(cls.data)
        if key not in cls.data.__struct_fields__:
            raise TypeError(f"{cls.__name__} has no field {key!r} to be its key")

    @property
    def key(self) -> str:
        """The id of the entity that this fact is about; the record's key and the CloudEvents subject."""
        return str(getattr(self, self.key_field))

    def encode(self) -> bytes:
        """The event's data as JSON, without its time."""
        here = self.__dict__
        return _encode({written: here[name] for name, written in self._names})

    @classmethod
    def decode(cls, data: bytes, time: datetime, type: str = "") -> Self:
        """The event from its JSON; fields that this class does not name are ignored.

        `type`: the version under which it was published, one of `reads`; by default the newest.
        Raises `msgspec.ValidationError` or `msgspec.DecodeError`, which say what and where, or what an upcast raises.
        """
        if type and type != cls.type:
            older = msgspec.json.decode(data)
            for upcast in cls.reads[type]:
                older = upcast(older)
            data = _encode(older)
        read = cls._decoder.decode(data)
        event = object.__new__(cls)
        event.__dict__.update(msgspec.structs.asdict(read), time=time)  # what is read is checked already
        return event


def json_name(field: str) -> str:
    """A field's name in JSON: `from_` is `from`, which Python cannot name a field."""
    return field.rstrip("_")


def to_milliseconds(moment: datetime) -> datetime:
    """The same moment in UTC, cut to the millisecond, the precision that the platform keeps.

    Raises `ValueError` for a moment that lies before or after all years in UTC.
    """
    if moment.tzinfo is UTC and moment.microsecond % 1000 == 0:
        return moment
    try:
        moment = moment.astimezone(UTC)
    except OverflowError as fault:
        raise ValueError("that is no moment of the years 1 to 9999") from fault
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def _data_struct(cls: type[Event]) -> type[msgspec.Struct]:
    hints = get_type_hints(cls, include_extras=True)
    fields: list[Any] = []
    for field in dataclasses.fields(cls):
        if field.name == "time":
            continue
        if field.default is not dataclasses.MISSING:
            fields.append((field.name, hints[field.name], field.default))
        elif field.default_factory is not dataclasses.MISSING:
            fields.append((field.name, hints[field.name], msgspec.field(default_factory=field.default_factory)))
        else:
            fields.append((field.name, hints[field.name]))
    return msgspec.defstruct(cls.__name__, fields, frozen=True, kw_only=True, rename=json_name)
