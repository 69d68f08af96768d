"""The modes that a panel is put into: beside every phase, and asked about where a release is asked for."""

from __future__ import annotations

from collections.abc import Sequence

from libs.events import Event, replace
from services.fire.domain.conditions import BY_KIND
from services.fire.domain.mirror import Mirror, Said
from services.fire.domain.vocabulary import Condition, Kind


def switch(zone: str, mirror: Mirror, said: Said) -> tuple[Mirror, Sequence[Event]]:
    """The mirror in the mode that `said` puts it into; nothing is told where it already was."""
    turn = BY_KIND.get(said.kind)
    if turn is None or turn.condition not in (Condition.MANUAL_ONLY, Condition.DISABLED):
        return mirror, []
    switched = _manual_only(mirror, said) if turn.condition is Condition.MANUAL_ONLY else _disabled(mirror, said)
    return switched, [turn.tell(said.at, zone, said.device)] if switched != mirror else []


def _manual_only(mirror: Mirror, said: Said) -> Mirror:
    return replace(mirror, manual_only=said.kind is Kind.MANUAL_ONLY)


def _disabled(mirror: Mirror, said: Said) -> Mirror:
    others = tuple(device for device in mirror.disabled if device != said.device)
    if said.kind is Kind.ENABLED:
        return replace(mirror, disabled=others)
    return mirror if said.device in mirror.disabled else replace(mirror, disabled=(*others, said.device))
