"""Where processors are short, those on whom lives hang go before the others (docs/decisions/life-before-service.md)."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

NICE = 10
"""A ninth of the processors that one of the others has, where all want them; all of them where nobody else does."""

SESSION = Path("/proc/self/autogroup")
"""Linux deals processors out to sessions, and only within each by its processes' own niceness."""


def give_way() -> None:
    """Called before any thread is started: each has a niceness of its own, which is that of who started it."""
    os.nice(NICE)
    if os.getsid(0) == os.getpid():  # else others would give way too: a terminal, or who started this one
        with suppress(OSError):  # in a container it is the pod that has a weight
            SESSION.write_text(str(NICE))
