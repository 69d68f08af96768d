"""Makes the whole application of a declared API."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from libs.http.api import Api
from libs.http.auth import Auth
from libs.http.bucket import Buckets
from libs.http.committer import Committer
from libs.http.entering import Entering
from libs.http.headers import SecurityHeaders
from libs.http.limits import Limits
from libs.http.opening import Opening
from libs.http.problems import handle_problems
from libs.http.spine_routes import add_spine_routes
from libs.http.spool import Spool
from libs.http.spooling import Spooling
from libs.http.watch import Watch
from libs.runtime.contact import Contact
from libs.runtime.settings import Settings
from libs.store import Port, Store
from libs.store.presence import Presence


def build(api: Api, settings: Settings, port: Port | None = None) -> FastAPI:
    """The whole application of a declared API: its routes, the spine's, errors, headers, store and committer."""
    api.store = Store(
        settings.mongo_uri, settings.database, settings.service, api.unit_type, settings.platform_clock, port
    )
    api.auth = Auth(settings.public_key_file)
    api.committer = Committer(api.store, settings.batch, api.at_hand)
    api.watch = Watch(Presence(settings.mongo_uri, settings.service))
    api.contact = Contact.of_api(settings)
    api.opening = Opening(api.store, api.committer.start)
    spool = Spool(settings.spool_folder, settings.database)
    api.spooling = Spooling(spool)
    api.settings, api.certificate = settings, settings.certificate()
    add_spine_routes(api, settings.package)
    handle_problems(api.app)
    api.app.router.routes.sort(key=lambda one: getattr(one, "path", "") not in api.away_routes)  # found first
    buckets = Buckets(settings.requests, settings.requests_at_once, time.monotonic) if settings.requests else None
    api.app.around = lambda app: SecurityHeaders(Limits(app, api.auth, buckets, api.spared))

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        api.opening.begin()
        threading.Thread(target=api.contact.run, name="contact", daemon=True).start()
        entering = asyncio.create_task(_entering(api, spool).run()) if api.away_routes else None
        async with api.life():
            yield
        if entering is not None:
            entering.cancel()
        api.contact.stop()
        api.committer.stop()
        spool.close()
        api.watch.close()
        api.store.close()

    api.app.router.lifespan_context = life
    return api.app


def _entering(api: Api, spool: Spool) -> Entering:
    return Entering(spool, api.away_routes, api.committer, api.opening, api.watch)
