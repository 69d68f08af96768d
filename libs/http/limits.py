"""Before anything of a request is looked at: its headers, and how many its caller has sent; once it is read, its size.

Life before service: what a route declares as `spared` (an exit, what doors and panels say) is never refused for being
one too many, nor is `/health/`. Source: design.md, What must always hold, 6.
"""

from __future__ import annotations

from collections.abc import Collection
from math import ceil

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from libs.http.auth import Auth
from libs.http.bucket import Buckets
from libs.http.problems import Problem, answer

MAX_BODY = 8_000_000
MAX_HEADERS = 100
OVER = "chapelle.over"
"""In the scope of a request that is one too many: the seconds until there would be room. Its route decides."""


class Limits:
    """`buckets`: None: no limit of requests; `spared`: the paths whose routes say themselves what is never refused."""

    def __init__(self, app: ASGIApp, auth: Auth, buckets: Buckets | None, spared: Collection[str]) -> None:
        self.app, self._auth, self._buckets, self._spared = app, auth, buckets, spared

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        length, authorization = 0, b""
        for name, value in scope["headers"]:
            if name == b"content-length":
                length = int(value)
            elif name == b"authorization":
                authorization = value
        problem = self._problem(scope, authorization)
        if problem is not None:
            await answer(problem)(scope, receive, send)
            return
        await self.app(scope, receive if scope["method"] in ("GET", "HEAD") else bounded(receive, length), send)

    def _problem(self, scope: Scope, authorization: bytes) -> Problem | None:
        if len(scope["headers"]) > MAX_HEADERS:
            return Problem(431, f"a request has {MAX_HEADERS} headers at most")
        path = scope["path"]
        if self._buckets is None or path.startswith("/health/"):
            return None
        over = self._buckets.wait(self._caller(scope, authorization))
        if over and path in self._spared:
            scope[OVER] = over
            return None
        return too_many(over) if over else None

    def _caller(self, scope: Scope, authorization: bytes) -> str:
        """The name in a token that was verified before; else the address, which is all that is known yet."""
        caller = self._auth.known(authorization[7:].decode("latin-1")) if authorization else None
        return caller.name if caller is not None else (scope.get("client") or ("",))[0]


def bounded(receive: Receive, length: int) -> Receive:
    """The body, for a route that reads it. `length`: as it is said to be, or 0.

    Raises `Problem` 413: before any of it is read, or when too much has come.
    """
    got = 0

    async def received() -> Message:
        nonlocal got
        if length > MAX_BODY:
            raise too_long()
        message = await receive()
        got += len(message.get("body", b""))
        if got > MAX_BODY:
            raise too_long()
        return message

    return received


def too_long() -> Problem:
    return Problem(413, f"a request has {MAX_BODY} bytes at most")


def too_many(over: float) -> Problem:
    """One request too many; in `over` seconds there is room."""
    return Problem(429, "more requests than a caller may send; wait, then send it again", after=ceil(over))
