"""Ids for what nobody names: checks, visits, acts."""

from __future__ import annotations

import secrets
from datetime import datetime


def new_id(now: datetime) -> str:
    """Twenty-one hexadecimal digits, in the order of time to the millisecond, unique."""
    return f"{int(now.timestamp() * 1000):011x}{secrets.token_hex(5)}"
