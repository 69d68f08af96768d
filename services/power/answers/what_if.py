"""What would happen, as the API shows it."""

from __future__ import annotations

from libs.http import Amount, Answer
from services.power.domain.readings import to_milli
from services.power.domain.what_if import Answer as WhatIf
from services.power.domain.what_if import Casualty, DarkWhy, Tripped


class CasualtyView(Answer):
    """A rack that would go dark."""

    rack: str
    why: DarkWhy
    load_kw: Amount
    """What it draws now."""
    limit_kw: Amount
    """What the feeds that it has left may carry."""
    node: str | None
    """The breaker above it that would trip; null: its own, or none."""


class TrippedView(Answer):
    """A breaker above racks that would trip."""

    node: str
    phase: int
    """Its highest: 1, 2 or 3."""
    load_kw: Amount
    """On that phase."""
    limit_kw: Amount
    """0.8 of the breaker."""


class ConsequencesView(Answer):
    """What would happen."""

    survives: bool
    """Every rack does."""
    racks: list[CasualtyView]
    """Those that would not."""
    load_unknown: list[str]
    """Racks that keep a feed, but of unknown load, so that nobody can promise it."""
    loses_feed: list[str]
    """Racks that lose a feed and keep another."""
    breakers: list[TrippedView]
    """Those that would trip, in their order: the survivor takes all."""
    without_power: list[str]
    """Other nodes that would be dead, such as cooling."""


class WhatIfView(ConsequencesView):
    """What would happen; after a planned work, where one is named."""

    before: ConsequencesView | None
    """The same loss without the planned work; null where none is named."""


def what_if_view(answer: WhatIf, before: WhatIf | None) -> WhatIfView:
    return WhatIfView(**_fields(answer), before=None if before is None else ConsequencesView(**_fields(before)))


def _fields(answer: WhatIf) -> dict[str, object]:
    return {
        "survives": answer.survives,
        "racks": [_casualty(one) for one in answer.racks],
        "load_unknown": list(answer.load_unknown),
        "loses_feed": list(answer.loses_feed),
        "breakers": [_tripped(one) for one in answer.breakers],
        "without_power": list(answer.without_power),
    }


def _casualty(one: Casualty) -> CasualtyView:
    load, limit = to_milli(one.load_kw), to_milli(one.limit_kw)
    return CasualtyView(rack=one.rack, why=one.why, load_kw=load, limit_kw=limit, node=one.node)


def _tripped(one: Tripped) -> TrippedView:
    load, limit = to_milli(one.load_kw), to_milli(one.limit_kw)
    return TrippedView(node=one.node, phase=one.phase, load_kw=load, limit_kw=limit)
