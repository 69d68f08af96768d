"""What every source of a pool's figures gives, whatever it speaks."""

from __future__ import annotations

from libs.events import Value


class Reading(Value):
    """What is used, and what there is, in bytes: usable ones, or all that the disks have (`raw`)."""

    used_bytes: int
    capacity_bytes: int
    raw: bool = False


class NoReadingError(Exception):
    """A source could not be read, or did not say what is asked for: why, for a person."""
