"""A client of a stream who leaves while it is written to is no error of ours."""

from __future__ import annotations

from anyio import BrokenResourceError
from starlette.types import ASGIApp, Receive, Scope, Send


class MayLeave:
    """Ends the request of who has left; what else goes wrong is raised."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self.app(scope, receive, send)
        except* BrokenResourceError:
            pass
