"""Documents as a worker last read or wrote them: in a long run of batches most of what is needed was just at hand.

They may have changed since, by another process. What a unit writes is held against its version in the commit, as ever;
what it has only read is looked at just before. So a unit that relied on an old document conflicts, and is decided
again on what is stored.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

from libs.store.faults import Conflict
from libs.store.slot import Slot

if TYPE_CHECKING:
    from libs.store.unit import Unit

DOCUMENTS = 5_000
REST = 20

Place = tuple[str, str]


class Recent:
    """The last `DOCUMENTS` of them. After a conflict it rests for `REST` units: others write the same."""

    def __init__(self) -> None:
        self._slots: OrderedDict[Place, Slot] = OrderedDict()
        self._rest = 0

    def ready(self) -> bool:
        """Whether the next unit takes documents from here."""
        self._rest = max(0, self._rest - 1)
        return self._rest == 0

    def get(self, place: Place) -> Slot | None:
        """A slot of its own for a unit, or None."""
        found = self._slots.get(place)
        return None if found is None else Slot(found.value, found.version, others=found.others, recent=True)

    def look(self, unit: Unit) -> None:
        """Before the commit: what the unit has from here and only read. Raises `Conflict` where that has changed."""
        read: dict[str, dict[str, int]] = {}
        for name, id, slot in unit.slots():
            if slot.recent and not slot.write:
                read.setdefault(name, {})[id] = slot.version
        for name, versions in read.items():
            stored = unit.store.find(name, {"_id": {"$in": list(versions)}}, 0, ordered=False, fields=["v"])
            if {document["_id"]: document["v"] for document in stored} != versions:
                raise Conflict(f"{name}: what was at hand is no longer what is stored")

    def keep(self, unit: Unit, stamp: int) -> None:
        """After the commit, which has given what it wrote the version `stamp`."""
        for name, id, slot in unit.slots():
            if slot.value is None:
                self._slots.pop((name, id), None)
            elif slot.write or slot.version:
                version = stamp if slot.write else slot.version
                self._slots[name, id] = Slot(slot.value, version, others=slot.others)
                self._slots.move_to_end((name, id))
        while len(self._slots) > DOCUMENTS:
            self._slots.popitem(last=False)

    def clear(self) -> None:
        self._slots.clear()

    def conflicted(self) -> None:
        self._slots.clear()
        self._rest = REST
