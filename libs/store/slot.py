"""One document as a unit knows it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from msgspec import Struct

from libs.store.collection import Document

Place = tuple[str, str]
"""A collection, as the database calls it, and an id in it."""

NOTHING: Mapping[Place, int] = MappingProxyType({})


class Slot(Struct):
    """`version` 0: not stored yet. `write`: how it changes at commit. `recent`: it was at hand, not read now.

    `others`: stored fields that are not the entity's: a newer version of this service knows them. `sure`: it is as
    it was while one of these documents has this version (libs/store/sure.py). `searched`: read as it is now (by a
    search, or late), so that it may be newer than what the unit read by ids. `stored`: the entity as it is stored; None
    where it is not, or in an older shape.
    """

    value: Any
    version: int
    write: str = ""
    others: Document | None = None
    recent: bool = False
    sure: Mapping[Place, int] = NOTHING
    searched: bool = False
    stored: Any = None
