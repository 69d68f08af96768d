"""Streams end when the process is asked to stop: the server waits for its connections before anything else ends."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

SIGNALS = (signal.SIGTERM, signal.SIGINT)


@contextmanager
def called_on_stop(stop: Callable[[], None]) -> Iterator[None]:
    """While entered, SIGTERM and SIGINT call `stop` in this event loop, then do what they did before."""
    if threading.current_thread() is not threading.main_thread():
        yield  # no signals arrive here
        return
    loop = asyncio.get_running_loop()
    before: dict[int, Any] = {}

    def asked(number: int, frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(stop)
        if callable(before[number]):
            before[number](number, frame)

    for number in SIGNALS:
        before[number] = signal.signal(number, asked)
    try:
        yield
    finally:
        for number in SIGNALS:
            if signal.getsignal(number) is asked:
                signal.signal(number, before[number])
