"""W3C trace context: `00-<trace id>-<span id>-01`."""

from __future__ import annotations

import itertools
import os
import re

from libs.events.chance import random_digits

_TRACEPARENT = re.compile(r"00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")
_spans = itertools.count(int.from_bytes(os.urandom(8)))


def new_trace() -> str:
    """A traceparent that begins a trace."""
    return f"00-{random_digits()}-{random_digits()[:16]}-01"


def next_hop(traceparent: str) -> str:
    """A new span of the same trace; a new trace when `traceparent` is none."""
    if not _TRACEPARENT.fullmatch(traceparent):
        return new_trace()
    return f"{traceparent[:36]}{next(_spans) & 0xFFFF_FFFF_FFFF_FFFF:016x}-01"
