"""Credentials: how what a reader sends becomes the id of a badge. Another format of readers is one more line here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum

from services.access.domain import wiegand
from services.access.domain.badge import badge_id


class Format(StrEnum):
    """What a reader sends."""

    H10301 = "H10301"
    """26-bit Wiegand."""


READ: Mapping[Format, Callable[[str], tuple[int, int]]] = {Format.H10301: wiegand.decode}
"""Facility and card of a format's raw bits. Each raises `Refused` with all that is wrong with them."""


def badge_read(format: Format, bits: str) -> str:
    """The badge that raw bits stand for. Raises `Refused`."""
    return badge_id(*READ[format](bits))
