"""Where processors are short, those on whom lives hang go before the others (docs/decisions/life-before-service.md)."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from pathlib import Path

NICE = 10
"""A ninth of the processors that one of the others has, where all want them; all of them where nobody else does."""

SESSION = Path("/proc/self/autogroup")
"""Linux deals processors out to sessions, and only within each by its processes' own niceness."""

MOST_TRIES = 200
"""Some 30 s: many times as long as it takes for all processes of a platform that start at once."""


def give_way() -> None:
    """Called before any thread is started: each has a niceness of its own, which is that of who started it."""
    os.nice(NICE)
    if os.getsid(0) == os.getpid():  # else others would give way too: a terminal, or who started this one
        threading.Thread(target=session_gives_way, name="precedence", daemon=True).start()


def session_gives_way(
    say: Callable[[str], object] = SESSION.write_text, wait: Callable[[float], None] = time.sleep
) -> None:
    """Linux takes one such word in a tenth of a second from all of a machine, unless root says it.

    In a container it is the pod that has a weight, and no session.
    """
    patience = 0.1 + os.getpid() % 10 / 100  # who start together do not all ask again together
    for _ in range(MOST_TRIES):
        try:
            say(str(NICE))
        except BlockingIOError:
            wait(patience)
        except OSError:
            return
        else:
            return
