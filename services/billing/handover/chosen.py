"""Which channel the site file has chosen."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from services.billing.domain.way import Way
from services.billing.handover.channel import Channel
from services.billing.handover.deposit import Deposit
from services.billing.handover.folder import Folder


@cache
def channel_of(way: Way, data: Path) -> Channel:
    """`data`: what paths are relative to."""
    if not way.url:
        return Folder(data / way.folder, way.every_seconds)
    return Deposit(way.url, data / way.token_file if way.token_file else None, way.every_seconds)
