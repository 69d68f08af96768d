"""One document as a unit knows it."""

from __future__ import annotations

from typing import Any

from libs.store.collection import Document


class Slot:
    """`version` 0: not stored yet. `write`: how it changes at commit. `recent`: it was at hand, not read now.

    `others`: stored fields that are not the entity's: a newer version of this service knows them.
    """

    __slots__ = ("others", "recent", "value", "version", "write")

    def __init__(
        self, value: Any, version: int, write: str = "", others: Document | None = None, recent: bool = False
    ) -> None:
        self.value, self.version, self.write, self.others, self.recent = value, version, write, others, recent
