"""`python -m bench.layers`: what the layers around every API cost a check, in microseconds of CPU: the least of ROUNDS.

A request with nine headers and a token that is known passes through each layer to an application that answers with two
headers, and through none.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from libs.http.auth import Auth
from libs.http.bucket import Buckets
from libs.http.headers import SecurityHeaders
from libs.http.limits import Limits
from libs.runtime.secrets import Secrets
from libs.runtime.tokens import mint

ROUNDS, TIMES = 30, 10_000
PATH = "/v1/checks"
NAMES = ("host", "user-agent", "accept", "accept-encoding", "connection", "content-type", "idempotency-key")
"""Of the headers besides the token's and the length."""
ANSWER = [(b"content-type", b"application/json"), (b"content-length", b"2")]


async def bare(_scope: Scope, _receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": ANSWER})


async def received() -> Message:
    return {"type": "http.request", "body": b"", "more_body": False}


async def sent(message: Message) -> None:
    pass


def scope_of(token: str) -> Scope:
    headers = [(name.encode(), b"what it says") for name in NAMES]
    headers += [(b"content-length", b"120"), (b"authorization", b"Bearer " + token.encode())]
    return {"type": "http", "method": "POST", "path": PATH, "headers": headers, "client": ("127.0.0.1", 1)}


async def least(app: ASGIApp, scope: Scope) -> float:
    """Microseconds of CPU a request, in the best round."""
    rounds = []
    for _ in range(ROUNDS):
        began = time.process_time()
        for _ in range(TIMES):
            await app(scope, received, sent)
        rounds.append(time.process_time() - began)
    return min(rounds) / TIMES * 1e6


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        secrets = Secrets.of(Path(folder))
        auth, token = Auth(secrets.public_key_file), mint(secrets.signing_key_file, "device", timedelta(hours=1))
        auth.caller(token)
        buckets = Buckets(1e9, 1_000_000_000, time.monotonic)
        layers: dict[str, Callable[[ASGIApp], ASGIApp]] = {
            "none": lambda app: app,
            "limits": lambda app: Limits(app, auth, buckets, {PATH}),
            "headers": SecurityHeaders,
            "both": lambda app: SecurityHeaders(Limits(app, auth, buckets, {PATH})),
        }
        took = {name: asyncio.run(least(around(bare), scope_of(token))) for name, around in layers.items()}
    print(", ".join(f"{name} {us - took['none']:.1f} us" for name, us in took.items() if name != "none"))


if __name__ == "__main__":
    main()
