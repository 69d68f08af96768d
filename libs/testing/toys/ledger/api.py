"""What the ledger has booked."""

from __future__ import annotations

from libs.http import Answer, Api
from libs.testing.toys.ledger.store import Healed, LedgerUnit

api = Api("ledger", LedgerUnit, urgent=True)


class EntryView(Answer):
    entry: str
    total: int
    places: list[int]


@api.get("/v1/entries/{id}", scope="site:write")
def entry(id: str, unit: LedgerUnit) -> EntryView:
    """One entry."""
    found = unit.entries.need(id)
    return EntryView(entry=id, total=found.total, places=list(found.places))


@api.command("/v1/healed/{id}", scope="site:write")
def heal(id: str, unit: LedgerUnit) -> EntryView:
    """Ends the poison of a count."""
    unit.put(Healed(id))
    return EntryView(entry=id, total=0, places=[])
