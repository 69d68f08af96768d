"""The XML of an issued document, as it was checked; it never changes, whatever becomes of the libraries."""

from __future__ import annotations

import zlib

from libs.events import Value


class Original(Value):
    """id: the document's number. `packed`: zlib."""

    id: str
    packed: bytes

    @classmethod
    def of(cls, number: str, checked: bytes, provisional: str) -> Original:
        """The checked XML, with its number where the provisional one stood."""
        return cls(number, zlib.compress(checked.replace(provisional.encode(), number.encode())))

    @property
    def xml(self) -> bytes:
        return zlib.decompress(self.packed)
