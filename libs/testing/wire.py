"""A wire between a service and what it uses, which may be cut so that nobody notices: no byte comes through, none is
refused. Whatever was connected then stays silent for ever; who connects anew once it is whole is let through.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from libs.runtime.ports import HOST

SOME_BYTES = 65_536
DEAD = -1


class Wire:
    """Leads to a port of this machine. `port`: where it begins."""

    def __init__(self, to: int) -> None:
        self._to, self._cuts, self._whole = to, 0, True
        self._listener = socket.create_server((HOST, 0))
        self.port: int = self._listener.getsockname()[1]
        _begin(self._listen)

    @contextmanager
    def cut(self) -> Iterator[None]:
        self._whole, self._cuts = False, self._cuts + 1
        try:
            yield
        finally:
            self._whole = True

    def close(self) -> None:
        self._listener.close()

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                far = socket.create_connection((HOST, self._to))
                since = self._cuts if self._whole else DEAD
                for one, other in ((near, far), (far, near)):
                    _begin(self._carry, one, other, since)

    def _carry(self, one: socket.socket, other: socket.socket, since: int) -> None:
        """What comes from the one goes to the other, its end too, while no cut has come between."""
        with suppress(OSError):
            while some := one.recv(SOME_BYTES):
                if since == self._cuts:
                    other.sendall(some)
            if since == self._cuts:
                other.shutdown(socket.SHUT_WR)


def _begin(work: Callable[..., None], *given: Any) -> None:
    threading.Thread(target=work, args=given, name="wire", daemon=True).start()
