"""The air of a zone: what its panel does by hard wiring with HVAC and dampers. Mirrored, not measured.

Source: domain.md, Fire. ACTIVATED: HVAC stop, dampers close; the gas is held so until the zone is aired.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from libs.events import Value
from services.fire.domain.vocabulary import PANEL, State

if TYPE_CHECKING:
    from services.fire.domain.zone import Zone


class Air(Value):
    """`extracting`: the gas is taken out."""

    hvac: Literal["running", "stopped", "extracting", "unknown"]
    dampers: Literal["open", "closed", "unknown"]


USUAL, SHUT, UNKNOWN = Air("running", "open"), Air("stopped", "closed"), Air("unknown", "unknown")

BY_STATE: Mapping[State, Air] = MappingProxyType(
    {
        State.QUIESCENT: USUAL,
        State.PRE_ACTIVATED: USUAL,
        State.ACTIVATED: SHUT,
        State.RELEASED: SHUT,
        State.VENTILATING: Air("extracting", "open"),
    }
)


def air(zone: Zone) -> Air:
    """Of a panel that is not heard, nobody knows what it does."""
    return UNKNOWN if PANEL in zone.silences.devices else BY_STATE[zone.state]
