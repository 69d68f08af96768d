"""A service's API: commands that are decided and committed in batches, signals of devices, reads."""

from __future__ import annotations

import asyncio
import hashlib
import inspect
import json
from collections.abc import Callable, Iterable
from contextlib import AbstractAsyncContextManager, nullcontext
from typing import Annotated, Any, TypeVar, get_type_hints

from fastapi import APIRouter, FastAPI, Query, Request, Response
from fastapi.routing import APIRoute
from pydantic import TypeAdapter
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.types import Message

from libs.events import Refused
from libs.events.trace import new_trace, next_hop
from libs.http.auth import Auth
from libs.http.committer import Command, Committer, Reply
from libs.http.problems import Problem
from libs.http.roles import Caller
from libs.http.shapes import Page, is_ahead
from libs.http.signals import Signals
from libs.runtime.settings import Settings
from libs.store import Store, Unit

F = TypeVar("F", bound=Callable[..., Any])
Reads = Callable[[Any], Iterable[tuple[type, str]]]

MAX_BODY = 8_000_000
TOO_LONG = HTTPException(413, f"a request has {MAX_BODY} bytes at most")
PROBLEM = "application/problem+json"
ERRORS: dict[int | str, dict[str, Any]] = {
    status: {"description": text, "content": {PROBLEM: {}}}
    for status, text in {
        400: "the body is not JSON, or the key is missing", 401: "no good token", 403: "the scope is missing",
        404: "not found", 409: "conflict", 422: "faults, each with its place", 503: "try again",
    }.items()
}  # fmt: skip


class Api:
    """What a service's `api.py` declares its routes on. `app` is the FastAPI application behind it."""

    def __init__(self, service: str, unit: type[Unit], title: str = "", cookies: bool = False) -> None:
        self.service, self.unit_type, self.cookies = service, unit, cookies
        self.app = FastAPI(title=title or f"Chapelle {service}", version="1", docs_url=None, redoc_url=None)
        self.router = APIRouter(route_class=self._guarded())
        self.signal_routes: dict[str, Signals] = {}
        self.store: Store[Any]
        self.auth: Auth
        self.committer: Committer
        self.settings: Settings
        self.life: Callable[[], AbstractAsyncContextManager[None]] = nullcontext

    # -- declaring

    def command(self, path: str, *, scope: str, status: int = 200, reads: Reads | None = None) -> Callable[[F], F]:
        """A POST that is decided on a unit and durable, with its events, before it is answered."""

        def declare(decide: F) -> F:
            hints = get_type_hints(decide, include_extras=True)
            write = TypeAdapter(hints["return"]).dump_json
            asks = {name: hints[name] for name in inspect.signature(decide).parameters}

            async def endpoint(request: Request, **given: Any) -> Response:
                body = given.get("body")
                key, digest = await self._key(request)
                arguments = {name: value for name, value in given.items() if name in asks}
                if "caller" in asks:
                    arguments["caller"] = request.state.caller

                def run(unit: Unit) -> Reply:
                    at = getattr(body, "at", None)
                    if at is not None and is_ahead(at, unit.now):
                        raise Refused("invalid", "more than 5 minutes ahead of the platform's clock", "/at")
                    return Reply(status, write(decide(unit=unit, **arguments), by_alias=True))

                needed = tuple(reads(body)) if reads is not None else ()
                return await self._submitted(request, run, needed, key, digest)

            self._add(path, endpoint, decide, "POST", scope, status, hints["return"])
            return decide

        return declare

    def signals(
        self, path: str, *, field: str, scope: str, source: Callable[[Any], str], reads: Reads | None = None
    ) -> Callable[[F], F]:
        """A POST of 1 to 5,000 items of a device, each with an `id` of its own; sent again, it changes nothing."""

        def declare(take: F) -> F:
            route = Signals(path, field, get_type_hints(take, include_extras=True), take, source, reads)
            self.signal_routes[path] = route

            async def endpoint(request: Request) -> Response:
                items, faulty = route.read(await request.body())

                def run(unit: Unit) -> Reply:
                    taken = route.take(unit, items, faulty)
                    if taken.good:
                        return Reply(202, taken.json())
                    problem = Problem(422, "none of the items is good", taken.faults())
                    return Reply(422, json.dumps(problem.body()).encode())  # the letters are kept all the same

                return await self._submitted(request, run, route.needed(items), "", "")

            self._add(path, endpoint, None, "POST", scope, 202, None, extra=route.openapi())
            return take

        return declare

    def get(self, path: str, *, scope: str) -> Callable[[F], F]:
        """A read, on a fresh unit in a thread. May name `unit`, `page: Page`, `caller: Caller` and query parameters."""

        def declare(read: F) -> F:
            hints = get_type_hints(read, include_extras=True)
            write = None if hints["return"] is Response else TypeAdapter(hints["return"]).dump_json
            asks = list(inspect.signature(read).parameters)

            async def endpoint(request: Request, **given: Any) -> Response:
                if "page" in asks:
                    given["page"] = Page(given.pop("cursor"), given.pop("limit"))
                if "caller" in asks:
                    given["caller"] = request.state.caller
                if "request" in asks:
                    given["request"] = request
                if "unit" in asks:
                    given["unit"] = self.store.unit()
                found = await run_in_threadpool(read, **given)
                if write is None:
                    answer: Response = found
                    return answer
                return Response(write(found, by_alias=True), media_type="application/json")

            self._add(path, endpoint, read, "GET", scope, 200, None if write is None else hints["return"])
            return read

        return declare

    # -- inside

    def _guarded(self) -> type[APIRoute]:
        api = self

        class Guarded(APIRoute):
            """Checks the scope before anything else of the request is looked at."""

            def get_route_handler(self) -> Callable[[Request], Any]:
                handle = super().get_route_handler()
                scope = (self.openapi_extra or {}).get("x-scope", "")

                async def guarded(request: Request) -> Response:
                    if int(request.headers.get("content-length") or 0) > MAX_BODY:
                        raise TOO_LONG
                    request.state.caller = api.auth.check(request, scope, api.cookies)
                    request.state.began, request.state.hop = _trace(request)
                    response: Response = await handle(_bounded(request))
                    response.headers["traceparent"] = request.state.hop
                    return response

                return guarded

        return Guarded

    def _add(
        self, path: str, endpoint: Any, declared: Any, method: str, scope: str, status: int, answer: Any,
        extra: dict[str, Any] | None = None,
    ) -> None:  # fmt: skip
        if declared is not None:
            endpoint.__signature__ = _signature(declared)
            endpoint.__doc__ = declared.__doc__
        endpoint.__name__ = getattr(declared, "__name__", path)
        described = {"security": [{"bearer": [scope]}], "x-scope": scope, **(extra or {})}
        if method == "POST" and declared is not None:
            described["parameters"] = [
                {
                    "name": "Idempotency-Key",
                    "in": "header",
                    "required": True,
                    "schema": {"type": "string", "maxLength": 128},
                }
            ]
        self.router.add_api_route(
            path, endpoint, methods=[method], status_code=status, response_model=answer, responses=ERRORS,
            openapi_extra=described,
        )  # fmt: skip

    async def _key(self, request: Request) -> tuple[str, str]:
        given = request.headers.get("idempotency-key", "")
        if not given or len(given) > 128 or not given.isprintable():
            raise Problem(
                400, "a POST that changes something needs an Idempotency-Key of 1 to 128 printable characters",
                [("/headers/Idempotency-Key", "missing or not 1 to 128 printable characters")],
            )  # fmt: skip
        body = await request.body()
        digest = hashlib.sha256(request.url.path.encode() + b"\n" + body).hexdigest()
        return f"{request.state.caller.name}|{given}", digest

    async def _submitted(
        self, request: Request, run: Callable[[Unit], Reply], reads: Any, key: str, digest: str
    ) -> Response:
        loop = asyncio.get_running_loop()
        began, hop = request.state.began, request.state.hop
        command = Command(run, tuple(reads), key, digest, began, hop, loop, loop.create_future())
        reply = await self.committer.submit(command)
        media = PROBLEM if reply.status >= 400 else "application/json"
        return Response(reply.body, reply.status, media_type=media)


def _trace(request: Request) -> tuple[str, str]:
    """Where the request's trace began (here when theirs cannot be read), and this hop of it."""
    came = request.headers.get("traceparent", "")
    hop = next_hop(came) if came else new_trace()
    return (came if came[:35] == hop[:35] else hop), hop


def _bounded(request: Request) -> Request:
    """The request, whose body ends with an error when it is longer than it may be, said beforehand or not."""
    got = 0

    async def receive() -> Message:
        nonlocal got
        message = await request.receive()
        got += len(message.get("body", b""))
        if got > MAX_BODY:
            raise TOO_LONG
        return message

    return Request(request.scope, receive)


def _signature(declared: Callable[..., Any]) -> inspect.Signature:
    """What FastAPI fills in: the declared parameters but those that the library gives."""
    hints = get_type_hints(declared, include_extras=True)
    parameters = [inspect.Parameter("request", inspect.Parameter.KEYWORD_ONLY, annotation=Request)]
    for name, parameter in inspect.signature(declared).parameters.items():
        hint = hints[name]
        if name == "page":
            limit = Annotated[int, Query(ge=1, le=1000)]
            parameters += [_asked("cursor", Annotated[str, Query(max_length=200)], ""), _asked("limit", limit, 100)]
        elif name != "request" and hint is not Caller and not (inspect.isclass(hint) and issubclass(hint, Unit)):
            parameters.append(_asked(name, hint, parameter.default))
    return inspect.Signature(parameters)


def _asked(name: str, annotation: Any, default: Any) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=annotation, default=default)
