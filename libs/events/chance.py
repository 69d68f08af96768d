"""Random digits, for what must be unique and is no secret: ids and traces.

The system is asked once for many. Each question lets go of the interpreter, and whoever asks waits until it has that
again: two of them were a fifth of what a request costs the event loop.
"""

from __future__ import annotations

import os
from collections import deque

DIGITS = 32
MANY = 256

_rest: deque[str] = deque()
os.register_at_fork(after_in_child=_rest.clear)


def random_digits() -> str:
    """Thirty-two hexadecimal digits that nobody else has: 128 bits of the system's randomness. From any thread."""
    while True:
        try:
            return _rest.pop()
        except IndexError:
            digits = os.urandom(MANY * DIGITS // 2).hex()
            _rest.extend(digits[at : at + DIGITS] for at in range(0, len(digits), DIGITS))
