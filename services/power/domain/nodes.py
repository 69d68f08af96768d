"""Nodes of the site's power: what feeds, switches, buffers, spreads and uses it."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Literal

from libs.events import Value, replace

Kind = Literal["utility", "generator", "ats", "sts", "ups", "board", "pdu", "cooling", "heat_exchanger", "rack"]

ORIGINS = ("utility", "generator")
"""Where energy comes from: they have no inputs."""

SWITCHES = ("ats", "sts")
"""Fed by the first of their inputs that is live; all others are fed by all of theirs alike."""

USERS = ("cooling", "heat_exchanger")
"""They use power themselves, as their own device says."""

CARRIES = Decimal("0.8")
"""Of its breaker, what a node may carry for long: A + B <= 0.8 x breaker. Source: domain.md, Power [R/D]."""


class Node(Value):
    """One node. `inputs`: the nodes that feed it; a switch prefers the first.

    `limit_kw`: what each of its phases may carry for long; None: as much as comes. `phase`: on which of the three a
    rack hangs, 0 for all of them alike. `own`: what its own device says, `dead` where it has tripped or is off.
    `source`: that device. `meters`: how many meters of racks stand beneath it, where it has one of its own;
    `disagrees`: the hours, announced, in which these do not add up to it.
    """

    id: str
    kind: Kind
    inputs: tuple[str, ...] = ()
    limit_kw: Decimal | None = None
    phase: int = 0
    source: str | None = None
    own: Literal["live", "dead"] = "live"
    meters: int = 0
    disagrees: tuple[datetime, ...] = ()

    def says(self, state: str) -> Node:
        """After its device said `on`, `off`, `test` or `fault`."""
        return replace(self, own="dead" if state in {"off", "fault"} else "live")


def limit_of(breaker_amps: int, volts: int, phases: int = 1) -> Decimal:
    """What a breaker may carry for long (kW); `volts` is between phase and neutral."""
    return CARRIES * Decimal(breaker_amps * volts * phases) / 1000
