"""What acts say is kept for as long as they may be: some of them are looked at in each unit, in order of time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from libs.audit.act import Act
from libs.store import Documents, Unit

KEPT = timedelta(days=5 * 365)
"""Who did it is kept for so long, as a member of the staff is after departure (CNIL, délib. 2006-102 art. 4; domain.md,
Access); what was done, for ever."""

SOME = 200
"""So many are looked at in one unit."""

ACTS = "acts"


@dataclass(frozen=True, slots=True)
class Sweep:
    """How far a look through all of a kind has come: it goes on `after` this id; empty: from the beginning."""

    id: str
    after: str = ""


def let_go(unit: Unit, acts: Documents[Act], sweeps: Documents[Sweep], before: datetime) -> None:
    """The next acts done before then: what is left of them says that somebody did something of their kind."""
    sweep = sweeps.get(ACTS) or Sweep(ACTS)
    old = [act for act in acts.page(sweep.after, SOME) if act.at < before]
    for act in old:
        unit.put(act.erased())
    if old:
        unit.put(Sweep(ACTS, old[-1].id))
