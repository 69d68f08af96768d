"""A look at versions: whether what a unit took from what was at hand, and only read, is still so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from libs.store.collection import Document
from libs.store.faults import Conflict
from libs.store.finds import Wanted, finding
from libs.store.sure import is_outrun, is_sure
from libs.store.together import Statement

if TYPE_CHECKING:
    from libs.store.unit import Unit


def looks(unit: Unit) -> Iterator[Statement]:
    """What the unit took from what was at hand and only read must be as it was; what it took to be absent, absent.

    What it inserts is not looked at, since the database refuses what exists, nor what is guarded by what it writes.
    They are of no transaction, so they see what others have committed meanwhile; each raises `Conflict` where anything
    is otherwise.
    """
    inserted = {(name, document["_id"]) for name, document in unit.inserts}
    relied: dict[str, dict[str, int]] = {}
    for name, id, slot in unit.slots():
        if not slot.write and (not is_sure(unit, slot) if slot.recent else is_outrun(unit, name)):
            relied.setdefault(name, {})[id] = slot.version
    for name, id in unit.absent:
        if (name, id) not in inserted:
            relied.setdefault(name, {})[id] = 0
    for name, versions in relied.items():
        there = {id: version for id, version in versions.items() if version}
        yield finding(Wanted.by_ids(name, list(versions)), partial(_expect, there), {"v": 1})


def _expect(there: dict[str, int], found: Sequence[Document]) -> None:
    if {one["_id"]: one.get("v", 0) for one in found} != there:
        raise Conflict("what was at hand is no longer what is stored")
