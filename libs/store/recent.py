"""Documents as a process last read or wrote them: in a long run of batches most of what is needed was just at hand.

They may have changed since, by another process. What a unit writes is held against its version in the commit, as ever;
what it has only read is looked at just before. So a unit that relied on an old document conflicts, and is decided
again on what is stored.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection
from typing import TYPE_CHECKING

from libs.store.faults import Conflict
from libs.store.slot import Slot

if TYPE_CHECKING:
    from libs.store.unit import Unit

DOCUMENTS = 5_000
REST = 20

Place = tuple[str, str]


class Recent:
    """The last `most` of them, of these collections `alone`. After a conflict it rests for `REST` units: others write
    the same.

    What was removed is known as such: it may still be there for who reads it before the removal is committed.
    """

    def __init__(self, most: int = DOCUMENTS, alone: Collection[str] | None = None) -> None:
        self._most, self._alone = most, alone
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
        """Before the commit, in one statement: what the unit has from here and only read, what it took to be absent.

        Raises `Conflict` where anything is otherwise.
        """
        relied = {(name, id): slot.version for name, id, slot in unit.slots() if slot.recent and not slot.write}
        if unit.store.versions((*relied, *unit.absent)) != {at: version for at, version in relied.items() if version}:
            raise Conflict("what was at hand is no longer what is stored")

    def keep(self, unit: Unit, stamp: int) -> None:
        """What the unit leaves behind, all of it; its commit gives what it writes the version `stamp`."""
        known = 0
        for name, id, slot in unit.slots():
            if (slot.write or slot.version) and (self._alone is None or name in self._alone):
                gone = slot.value is None
                version = 0 if gone else stamp if slot.write else slot.version
                self._slots[name, id] = Slot(slot.value, version, others=slot.others)
                self._slots.move_to_end((name, id))
                known += 1
        while len(self._slots) > max(self._most, known):
            self._slots.popitem(last=False)

    def clear(self) -> None:
        self._slots.clear()

    def conflicted(self) -> None:
        self._slots.clear()
        self._rest = REST
