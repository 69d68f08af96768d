"""TCP ports of this machine: which are taken, which are free."""

from __future__ import annotations

import random
import socket
from collections import deque
from collections.abc import Iterable

HOST = "127.0.0.1"


def taken(ports: Iterable[int]) -> list[int]:
    """Those of `ports` on which nothing can listen now."""
    return [port for port in ports if not _can_listen(port)]


_given: deque[socket.socket] = deque(maxlen=64)
"""What holds the first ports that were given last, for other processes too: whoever got them may not listen yet."""


def free_port() -> int:
    """A port that is free now, below the range from which the system gives ports to clients."""
    return free_base((0,))


def free_base(offsets: Iterable[int]) -> int:
    """A first port from which every offset is free now. Raises `OSError` when 200 attempts found none."""
    wanted = tuple(offsets)
    choose = random.SystemRandom()
    for _ in range(200):
        base = choose.randrange(10_000, 32_000, 50)
        if (holder := _held(base)) is None:
            continue
        if not taken(base + offset for offset in wanted):
            _given.append(holder)
            return base
        holder.close()
    raise OSError("no free ports found")


def _held(base: int) -> socket.socket | None:
    """A name of the machine that only one process has at a time, until it ends or lets go; None: another has it."""
    holder = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    try:
        holder.bind(f"\0chapelle-port-{base}")
    except OSError:
        holder.close()
        return None
    return holder


def answers(port: int, host: str = HOST, timeout: float = 0.5) -> bool:
    """Whether something accepts connections there."""
    try:
        with socket.create_connection((host, port), timeout):
            return True
    except OSError:
        return False


def _can_listen(port: int) -> bool:
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, port))
        except OSError:
            return False
    return True
