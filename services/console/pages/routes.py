"""The pages and their forms. A form says what a person wants to the API itself: there is one way for every change."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import httpx
from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from fastapi.routing import APIRoute
from fastapi.sse import ServerSentEvent
from fastapi.staticfiles import StaticFiles
from starlette.concurrency import run_in_threadpool

from libs.events import Refused
from libs.http import Api, Caller
from libs.http.auth import COOKIE
from libs.http.problems import Problem
from services.console.domain.pulse import silent_seconds
from services.console.overview import overview
from services.console.pages import render
from services.console.pages.live import Board, follow_board
from services.console.pages.session import (
    csrf_of,
    form_of,
    own_form,
    refuse_strangers,
    sign_in,
    sign_out,
    signed_in,
)
from services.console.stream.source import Source
from services.console.timeline.proving import Proving
from services.console.timeline.shown import timeline

STATIC = Path(__file__).parent / "static"
SAID = {
    403: "Votre rôle ne permet pas cette action.",
    404: "Cette alarme n’existe pas.",
    409: "L’alarme a changé depuis l’affichage : relisez-la, puis décidez.",
}


class PageRoute(APIRoute):
    """What is refused here is refused to a person, on a page."""

    def get_route_handler(self) -> Callable[[Request], Any]:
        handle = super().get_route_handler()

        async def handled(request: Request) -> Response:
            try:
                response: Response = await handle(request)
            except Problem as problem:
                return HTMLResponse(render.refused_page("Refusé", problem.detail), problem.status)
            except Refused as refused:
                status = 404 if refused.kind == "not_found" else 403
                return HTMLResponse(render.refused_page("Refusé", str(refused)), status)
            return response

        return handled


class Pages:
    """`/`, `/signin`, `/signout`, the timelines of incidents and their forms."""

    def __init__(self, api: Api, source: Source, proving: Proving) -> None:
        self.api, self.source, self.proving = api, source, proving
        self.board = Board(self._draw)

    async def home(self, request: Request) -> Response:
        caller = signed_in(self.api, request)
        if caller is None:
            return RedirectResponse("/signin", 303)
        return HTMLResponse(await self._overview(caller, request.cookies.get(COOKIE, "")))

    async def incident(self, request: Request, id: str) -> Response:
        """The timeline of an incident; asks every source for its proof. Raises `Refused` (not found)."""
        if signed_in(self.api, request) is None:
            return RedirectResponse("/signin", 303)

        def read() -> str:
            unit = self.source.unit()
            return render.timeline_page(timeline(unit.incidents.need(id), unit, self.proving))

        return HTMLResponse(await run_in_threadpool(read))

    async def signin(self) -> Response:
        return HTMLResponse(render.signin_page())

    async def signed(self, request: Request) -> Response:
        refuse_strangers(request)
        token = (await form_of(request)).get("token", "").strip()
        response = RedirectResponse("/", 303)
        try:
            sign_in(self.api, token, response, secure=request.url.scheme == "https")
        except Problem as problem:
            return HTMLResponse(render.signin_page(problem.detail), problem.status)
        return response

    async def signout(self, request: Request) -> Response:
        refuse_strangers(request)
        own_form(request, await form_of(request))
        response = RedirectResponse("/signin", 303)
        sign_out(response)
        return response

    async def decide(self, request: Request, id: str, action: str) -> Response:
        """What a person says of an incident. Where it changed meanwhile, the page is drawn again and says so."""
        refuse_strangers(request)
        form = await form_of(request)
        session = own_form(request, form)
        caller = self.api.auth.caller(session)
        version = form.get("version", "")
        body = {"by": caller.name, "note": form.get("note", ""), "version": int(version) if version.isdigit() else 0}
        key = f"form-{id}-{action}-{version}"  # the same button pressed twice is one wish
        answer = await self._ask_api(f"/v1/incidents/{id}/{action}", body, session, key)
        if answer.is_success:
            return RedirectResponse("/", 303)
        said = SAID.get(answer.status_code, f"Refusé ({answer.status_code}) : réessayez.")
        return HTMLResponse(await self._overview(caller, session, said), answer.status_code)

    async def _ask_api(self, path: str, body: dict[str, Any], session: str, key: str) -> httpx.Response:
        """The API's own answer, without leaving the process."""
        headers = {"authorization": f"Bearer {session}", "idempotency-key": key}
        transport = httpx.ASGITransport(self.api.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://console") as client:
            return await client.post(path, json=body, headers=headers)

    async def _overview(self, caller: Caller, session: str, said: str = "") -> str:
        def read() -> str:
            now = overview(self.source.unit())
            silent = silent_seconds(now.worker_seen_at, now.at, self.api.store.clock.speed)
            return render.overview_page(now, caller, csrf_of(session), silent, said)

        return await run_in_threadpool(read)

    async def _draw(self) -> tuple[int, dict[str, str]]:
        def read() -> tuple[int, dict[str, str]]:
            now = overview(self.source.unit())
            return now.position, render.blocks_of(now)

        return await run_in_threadpool(read)


def add_pages(api: Api, source: Source, proving: Proving) -> None:
    """Mounts the pages, their stream `/live`, and `/static`."""
    pages = Pages(api, source, proving)
    router = APIRouter(route_class=PageRoute, include_in_schema=False)
    router.add_api_route("/", pages.home, methods=["GET", "HEAD"])
    router.add_api_route("/signin", pages.signin, methods=["GET"])
    router.add_api_route("/signin", pages.signed, methods=["POST"])
    router.add_api_route("/signout", pages.signout, methods=["POST"])
    router.add_api_route("/incidents/{id}", pages.incident, methods=["GET"])
    router.add_api_route("/incidents/{id}/{action}", pages.decide, methods=["POST"])

    @api.stream("/live", scope="console:read", shown=False)
    async def live(begin: int = Depends(source.begin)) -> AsyncIterator[ServerSentEvent]:
        async for message in follow_board(source.tail, pages.board, begin, source.beat):
            yield message

    api.app.include_router(router)
    api.app.mount("/static", StaticFiles(directory=STATIC), name="static")
