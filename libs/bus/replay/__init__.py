"""Projections made again from the sources' records, beside the live ones; then swapped, or held against them."""

from libs.bus.replay.comparing import Compared
from libs.bus.replay.filling import CannotApply
from libs.bus.replay.following import Told
from libs.bus.replay.progress import Period
from libs.bus.replay.replay import Filled, Replay

__all__ = ["CannotApply", "Compared", "Filled", "Period", "Replay", "Told"]
