"""Two words of one instant: nobody knows which came first, so one order is taken for all, and the worse is believed.

A platform that takes the better for true may be wrong with somebody inside; so counting is believed before HOLD,
AUTOMATIC before MANUAL_ONLY, in use before DISABLED, fault before restored, lost before heard [D].
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from services.fire.domain.mirror import Said
from services.fire.domain.vocabulary import Kind

ORDER = (
    Kind.CONTACT_LOST, Kind.RESET, Kind.MANUAL_ONLY, Kind.AUTOMATIC, Kind.DISABLED, Kind.ENABLED,
    Kind.ALARM, Kind.MANUAL_RELEASE, Kind.HOLD_PRESSED, Kind.HOLD_RELEASED, Kind.ABORT,
    Kind.SIGN_OFF, Kind.FLOW,
)  # fmt: skip
"""In which words of one instant are taken: what ends something before what begins something; flow, a fact, last."""
_RANK = {kind: rank for rank, kind in enumerate(ORDER)}

WORSE: Mapping[Kind, Kind] = {
    Kind.MANUAL_ONLY: Kind.AUTOMATIC,
    Kind.DISABLED: Kind.ENABLED,
    Kind.HOLD_PRESSED: Kind.HOLD_RELEASED,
}
"""Of two that exclude each other: the one that is believed."""


def place(said: Said) -> tuple[datetime, int, str]:
    """Where a word stands among all of a zone, in whatever order they came."""
    return said.at, _RANK[said.kind], said.device


def disbelieved(one: Said, other: Said) -> Said | None:
    """Which of two cannot be, because the same device says its contrary of that instant; None where both can."""
    if (one.at, one.device) != (other.at, other.device):
        return None
    if WORSE.get(one.kind) is other.kind:
        return one
    return other if WORSE.get(other.kind) is one.kind else None
