"""Makes the whole application of a declared API."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from libs.http.api import Api
from libs.http.auth import Auth
from libs.http.committer import Committer
from libs.http.headers import SecurityHeaders
from libs.http.problems import handle_problems
from libs.http.spine_routes import add_spine_routes
from libs.runtime.settings import Settings
from libs.store import Port, Store


def build(api: Api, settings: Settings, port: Port | None = None) -> FastAPI:
    """The whole application of a declared API: its routes, the spine's, errors, headers, store and committer."""
    api.store = Store(settings.mongo, settings.database, settings.service, api.unit_type, settings.platform_clock, port)
    api.auth = Auth(settings.public_key_file)
    api.committer = Committer(api.store, settings.batch)
    api.settings = settings
    add_spine_routes(api, settings.package)
    api.app.include_router(api.router)
    handle_problems(api.app)
    api.app.add_middleware(SecurityHeaders)

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        api.store.set_up()
        api.committer.start()
        async with api.life():
            yield
        api.committer.stop()
        api.store.close()

    api.app.router.lifespan_context = life
    return api.app
