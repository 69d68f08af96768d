"""Ids for what nobody names: checks, visits, acts."""

from __future__ import annotations

from datetime import datetime

from libs.events.chance import random_digits


def new_id(now: datetime) -> str:
    """Twenty-one hexadecimal digits, in the order of time to the millisecond, unique."""
    return f"{int(now.timestamp() * 1000):011x}{random_digits()[:10]}"
