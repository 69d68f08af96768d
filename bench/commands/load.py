"""The load: so many connections, each with one POST under way at a time; every answer is timed and must be good.

Plain sockets and one selector, so that the load costs little beside what it measures.
"""

from __future__ import annotations

import itertools
import random
import selectors
import socket
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bench.commands.job import PATH

COUNTS = 10_000
REST_SECONDS = 0.1
"""Who is told 503 asks again so much later; less than real ones, so that no round is lost to waiting."""
PATIENCE_SECONDS = 60.0
"""Within which what was asked last is answered."""
_keys = itertools.count()

Ask = Callable[[random.Random], bytes]
"""The body of the next request."""


def one_of(counts: int) -> Ask:
    """Adds to one of so many counts."""
    return lambda chance: b'{"count":"c%d","by":1}' % chance.randrange(counts)


ADDS = one_of(COUNTS)


@dataclass(slots=True)
class Connection:
    """One caller. `ask`: what it sends; `asked`, `sent`: its last request, and when it went out first;
    `rests_until`: where that was refused."""

    socket: socket.socket
    ask: Ask
    asked: bytes = b""
    sent: float = 0.0
    got: bytes = b""
    rests_until: float = 0.0


@dataclass(slots=True)
class Seen:
    """What a run of load saw: seconds each answer took, the seconds that it lasted, and how often it was told 503."""

    took: list[float] = field(default_factory=list)
    seconds: float = 0.0
    refused: int = 0

    @property
    def rate(self) -> float:
        return len(self.took) / self.seconds

    def quantile(self, part: float) -> float:
        """Milliseconds within which this part of the answers came. Raises `RuntimeError` where none did."""
        if not self.took:
            raise RuntimeError(f"nothing was answered in {self.seconds:.0f} s; told 503: {self.refused} times")
        return sorted(self.took)[int(part * (len(self.took) - 1))] * 1000


def run(
    ports: Sequence[int], token: str, connections: int, seconds: float, warm: float,
    ask: Ask | Sequence[Ask] = ADDS, path: str = PATH,
) -> Seen:  # fmt: skip
    """Loads for `warm` seconds unseen, then for `seconds`: the connections go to the ports in turn, and ask the same,
    or each what is its own. Who is told 503 asks again a little later. All is answered when this returns. Raises
    `RuntimeError` on an answer that is none of 200, 202, 503, `TimeoutError` and `ConnectionError` where none comes.
    """
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n"
        "Content-Type: application/json\r\nIdempotency-Key: "
    ).encode()
    chance, seen = random.Random(7), Seen()
    with selectors.DefaultSelector() as selector:
        there = itertools.islice(itertools.cycle(ports), connections)
        asks = itertools.cycle(ask if isinstance(ask, Sequence) else (ask,))
        callers = [Connection(socket.create_connection(("127.0.0.1", port)), next(asks)) for port in there]
        for caller in callers:
            selector.register(caller.socket, selectors.EVENT_READ, caller)
            _send(caller, head, caller.ask(chance))
        resting: deque[Connection] = deque()
        began = time.perf_counter() + warm
        ends = began + seconds
        while (now := time.perf_counter()) < ends:
            _rested(resting, now)
            for ready, _ in selector.select(REST_SECONDS if resting else 1.0):
                caller = ready.data
                if _answered(caller):
                    now = time.perf_counter()
                    if now >= began:
                        seen.took.append(now - caller.sent)
                    _send(caller, head, caller.ask(chance))
                elif caller.rests_until:
                    seen.refused += 1
                    resting.append(caller)
        seen.seconds = now - began
        _rested(resting, float("inf"))
        for caller in callers:
            _ended(caller)
    return seen


def _ended(caller: Connection) -> None:
    """Its last answer has come. Raises `TimeoutError` where none does, or 503 again and again."""
    until = time.perf_counter() + PATIENCE_SECONDS
    caller.socket.settimeout(PATIENCE_SECONDS)
    while not _answered(caller):
        if time.perf_counter() > until:
            raise TimeoutError(f"told 503, for {PATIENCE_SECONDS:.0f} s")
        if caller.rests_until:
            time.sleep(REST_SECONDS)
            _again(caller)
    caller.socket.close()


def _rested(resting: deque[Connection], now: float) -> None:
    """Those that have ask again; they began to in this order."""
    while resting and resting[0].rests_until <= now:
        _again(resting.popleft())


def _again(caller: Connection) -> None:
    caller.rests_until = 0.0
    caller.socket.sendall(caller.asked)


def _send(caller: Connection, head: bytes, body: bytes) -> None:
    key = b"k%d-%d" % (id(head), next(_keys))
    caller.got = b""
    caller.sent = time.perf_counter()
    caller.asked = head + key + b"\r\nContent-Length: %d\r\n\r\n" % len(body) + body
    caller.socket.sendall(caller.asked)


def _answered(caller: Connection) -> bool:
    """Whether the whole answer is there."""
    came = caller.socket.recv(65536)
    if not came:
        raise ConnectionError("the server hung up")
    caller.got += came
    head, found, body = caller.got.partition(b"\r\n\r\n")
    if not found:
        return False
    length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n", 1)[0])
    if len(body) < length:
        return False
    if head.startswith((b"HTTP/1.1 200", b"HTTP/1.1 202")):
        return True
    if not head.startswith(b"HTTP/1.1 503"):
        raise RuntimeError(caller.got.decode(errors="replace"))
    caller.got, caller.rests_until = b"", time.perf_counter() + REST_SECONDS
    return False
