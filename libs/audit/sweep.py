"""What acts say is kept for as long as it may be: some of them are looked at in each unit, as they were entered."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import takewhile

from libs.audit.act import Act
from libs.events import Value
from libs.store import Documents, Unit

KEPT = timedelta(days=5 * 365)
"""What an act says, names among it, is kept for so long, as a member of the staff is after departure (CNIL, délib.
2006-102 art. 4; domain.md, Access); that it was done, and by whose token, for ever."""

SOME = 200
"""So many are looked at in one unit."""

ACTS = "acts"


class Sweep(Value):
    """How far a look through all of a kind has come: it goes on `after` this id; empty: from the beginning."""

    id: str
    after: str = ""


def let_go(unit: Unit, acts: Documents[Act], sweeps: Documents[Sweep], before: datetime) -> None:
    """The next acts entered before then: what is left of them says that something of their kind was done."""
    sweep = sweeps.get(ACTS) or Sweep(ACTS)
    old = list(takewhile(lambda act: act.at < before, acts.page(sweep.after, SOME)))
    for act in old:
        unit.put(act.erased())
    if old:
        unit.put(Sweep(ACTS, old[-1].id))
