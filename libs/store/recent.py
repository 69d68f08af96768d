"""Documents as a process last read or wrote them: in a long run of batches most of what is needed was just at hand.

They may have changed since, by another process. What a unit writes is held against its version in the commit, as ever;
what it has only read is looked at with it (`libs/store/look.py`). So a unit that relied on an old document conflicts,
and is decided again on what is stored.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Mapping
from itertools import islice
from typing import TYPE_CHECKING

from libs.store.holders import Held
from libs.store.slot import Place, Slot
from libs.store.sure import sure_after

if TYPE_CHECKING:
    from libs.store.unit import Unit

DOCUMENTS = 5_000
REST = 20


class Recent:
    """The last `most` of them, of these collections `alone`. After a conflict it rests for `REST` units: others write
    the same.

    What was removed is known as such: it may still be there for who reads it before the removal is committed. So is
    what is new; of collections that are `history` it is known to the next unit alone, and pushes nothing else out.
    """

    def __init__(
        self, most: int = DOCUMENTS, alone: Collection[str] | None = None, history: Collection[str] = ()
    ) -> None:
        self._most, self._alone, self._history = most, alone, history
        self._slots: OrderedDict[Place, Slot] = OrderedDict()
        self._last: dict[Place, Slot] = {}
        self._holders: dict[Held, str] = {}
        self._rest = 0

    def ready(self) -> bool:
        """Whether the next unit takes documents from here."""
        self._rest = max(0, self._rest - 1)
        return self._rest == 0

    def get(self, place: Place) -> Slot | None:
        """A slot of its own for a unit, or None."""
        found = self._slots.get(place) or self._last.get(place)
        if found is None:
            return None
        return Slot(
            found.value, found.version, others=found.others, recent=True, sure=found.sure, stored=found.stored
        )  # fmt: skip

    def likely_holder(self, held: Held) -> str | None:
        """Who was last known to hold it."""
        return self._holders.get(held)

    def keep(self, unit: Unit, stamp: int) -> None:
        """What the unit leaves behind, all of it; its commit gives what it writes the version `stamp`."""
        known = 0
        self._last = {}
        for name, id, slot in unit.slots():
            if (slot.write or slot.version) and (self._alone is None or name in self._alone):
                gone = slot.value is None
                version = 0 if gone else stamp if slot.write else slot.version
                stored = slot.stored if slot.write in ("", "guard") else slot.value
                sure = sure_after(unit, name, slot, stamp)
                left = Slot(slot.value, version, others=slot.others, sure=sure, stored=stored)
                if name in self._history:
                    self._last[name, id] = left
                    continue
                self._slots[name, id] = left
                self._slots.move_to_end((name, id))
                known += 1
        self._keep_holders(unit.holders.likely)
        while len(self._slots) > max(self._most, known):
            self._slots.popitem(last=False)

    def _keep_holders(self, likely: Mapping[Held, str]) -> None:
        """The latest last."""
        for held in likely:
            self._holders.pop(held, None)
        self._holders.update(likely)
        for held in list(islice(self._holders, max(0, len(self._holders) - max(self._most, len(likely))))):
            del self._holders[held]

    def clear(self) -> None:
        self._slots.clear()
        self._last.clear()

    def conflicted(self) -> None:
        self.clear()
        self._rest = REST
