"""Long fields that are stored as one value each (MessagePack)."""

from __future__ import annotations

from typing import Any, get_args

import msgspec
from msgspec.structs import astuple

from libs.events import Value


class Packed:
    """How one field of an entity is packed.

    A tuple of values is its fields' names, once, and a row for each of them: half the bytes of a mapping for each,
    and sooner made. Names that are not known here are passed over when it is read, as those of a mapping are.
    """

    def __init__(self, name: str, hint: Any) -> None:
        of, *more = get_args(hint) or (None,)
        names = of.__struct_fields__ if more == [...] and isinstance(of, type) and issubclass(of, Value) else ()
        self.name, self._names = name, names if len(names) > 1 else ()

    def pack(self, entity: object) -> bytes:
        value = getattr(entity, self.name)
        if self._names and value:
            value = [self._names, *map(astuple, value)]
        return msgspec.msgpack.encode(value)

    def unpack(self, stored: bytes) -> Any:
        """As mappings; also what was packed as such."""
        found = msgspec.msgpack.decode(stored)
        if self._names and found and isinstance(found[0], list):
            names, *rows = found
            return [dict(zip(names, row, strict=True)) for row in rows]
        return found
