"""A service's API: commands that are decided and committed in batches, signals of devices, reads."""

from __future__ import annotations

import asyncio
import hashlib
import inspect
import json
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from functools import partial, wraps
from math import inf
from typing import Any, TypeVar, get_type_hints

from fastapi import Response
from fastapi.responses import JSONResponse
from fastapi.sse import EventSourceResponse
from pydantic import TypeAdapter
from starlette.concurrency import run_in_threadpool

from libs.http.ahead import AT_HAND
from libs.http.auth import Auth
from libs.http.away import Asked, Away, Made
from libs.http.away_route import AwayRoute
from libs.http.begun import begun
from libs.http.command import Command, Reply
from libs.http.committer import Committer
from libs.http.described import KEY_PARAMETER, PROBLEM_MEDIA, READS, TEXTS, Described, errors, security, summary_of
from libs.http.guarded import guarded_by, refuse_faults
from libs.http.limits import OVER, too_many
from libs.http.opening import Opening
from libs.http.parameters import signature
from libs.http.problems import Problem
from libs.http.reading import Given
from libs.http.roles import Caller
from libs.http.shapes import Page, expect_not_ahead
from libs.http.signals import Lettered, Signals, Taken
from libs.http.spooling import Spooling
from libs.http.watch import DOOR_SECONDS, Watch
from libs.runtime.certificate import Certificate
from libs.runtime.contact import Contact
from libs.runtime.settings import Settings
from libs.store import Store, Unit
from libs.store.slot import Place

F = TypeVar("F", bound=Callable[..., Any])
Reads = Callable[[Any], Iterable[tuple[type, str]]]
Then = Callable[[Any, Any], Iterable[tuple[type, str]]]
"""What a command needs as well: by its body, and by what the unit has read so far."""


class Api:
    """What a service's `api.py` declares its routes on. `app` is the FastAPI application behind it."""

    def __init__(
        self, service: str, unit: type[Unit], title: str = "", cookies: bool = False, at_hand: int = AT_HAND,
        urgent: bool = False,
    ) -> None:  # fmt: skip
        """`urgent`: lives hang on it, so that it goes before others where processors are short."""
        self.service, self.unit_type, self.cookies, self.at_hand = service, unit, cookies, at_hand
        self.urgent = urgent
        self.app = Described(service, title or f"Chapelle {service}", cookies)
        self._guarded = guarded_by(self._check)
        self.lettered: dict[str, Lettered] = {}
        """What a dead letter of a route is sent again to."""
        self.away_routes: dict[str, AwayRoute] = {}
        self.spared: set[str] = set()
        """The paths at which something is never one request too many."""
        self.store: Store[Any]
        self.auth: Auth
        self.committer: Committer
        self.opening: Opening
        self.watch: Watch
        self.spooling: Spooling
        self.settings: Settings
        self.certificate: Certificate | None
        self.contact: Contact
        self.life: Callable[[], AbstractAsyncContextManager[None]] = nullcontext

    # -- declaring

    def command(
        self, path: str, *, scope: str, status: int = 200, reads: Reads | None = None, then: Sequence[Then] = (),
        away: Away | None = None, method: str = "POST", spared: Callable[[Any], bool] | None = None,
    ) -> Callable[[F], F]:  # fmt: skip
        """A POST that is decided on a unit and durable, with its events, before it is answered. Or a DELETE, without
        an Idempotency-Key.

        `reads`, and `then` a step after the other: what all that wait read together, one query a collection and step;
        a step is asked for where something of the one before it was not at hand.
        `away`: how it is answered while the database is not there, if at all; it may ask for `made: Made`.
        `spared`: by its body, whether it is answered though its caller sends too many.
        """

        def declare(decide: F) -> F:
            if spared is not None:
                self.spared.add(path)
            hints = get_type_hints(decide, include_extras=True)
            write = TypeAdapter(hints["return"]).dump_json
            asks = {name: hints[name] for name in inspect.signature(decide).parameters}
            route = AwayRoute(path, away, hints["body"], status, partial(write, by_alias=True), reads) if away else None
            if route is not None:
                self.lettered[path] = self.away_routes[path] = route

            async def endpoint(request: Given, **given: Any) -> Response:
                body = given.get("body")
                _expect_room(request, spared is not None and spared(body))
                key, digest = _key(request) if method == "POST" else ("", "")
                arguments = {name: value for name, value in given.items() if name in asks}
                if "caller" in asks:
                    arguments["caller"] = request.caller
                asked = None
                if route is not None:
                    now = self.store.now()
                    made = arguments["made"] = Made(route.away.id(now))
                    asked = Asked(body, request.text, key, digest, made, now, request.began, request.hop)

                def run(unit: Unit) -> Reply:
                    expect_not_ahead(body, unit.now)
                    return Reply(status, write(decide(unit=unit, **arguments), by_alias=True))

                needed = tuple(reads(body)) if reads is not None else ()
                decided = partial(
                    self._decided, request, run, needed, key, digest, [partial(step, body) for step in then],
                    inf if route is None else DOOR_SECONDS,
                )  # fmt: skip
                if route is None or asked is None:
                    return _response(await decided())
                return _response(await self.spooling.answered(route, asked, decided))

            self._add(path, endpoint, decide, method, scope, status, hints["return"])
            return decide

        return declare

    def signals(
        self, path: str, *, field: str, scope: str, source: Callable[[Any], str], reads: Reads | None = None,
        spared: bool = False,
    ) -> Callable[[F], F]:  # fmt: skip
        """A POST of 1 to 5,000 items of a device, each with an `id` of its own; sent again, it changes nothing.

        `spared`: taken though its caller sends too many.
        """

        def declare(take: F) -> F:
            if spared:
                self.spared.add(path)
            route = Signals(path, field, get_type_hints(take, include_extras=True), take, source, reads)
            self.lettered[path] = route

            async def endpoint(request: Given) -> Response:
                items, faulty = route.read(await request.json())

                def run(unit: Unit) -> Reply:
                    taken = route.take(unit, items, faulty)
                    if taken.good:
                        return Reply(202, taken.model_dump_json().encode())
                    problem = Problem(422, "none of the items is good", taken.faults(route.field))
                    return Reply(422, json.dumps(problem.body()).encode())  # the letters are kept all the same

                return _response(
                    await self._decided(request, run, route.needed(items), "", "", beside=route.ids(items))
                )

            self._add(path, endpoint, take, "POST", scope, 202, Taken, body=route.batch)
            return take

        return declare

    def get(self, path: str, *, scope: str, answers: Any = None, media: str = "") -> Callable[[F], F]:
        """A read, on a fresh unit in a thread. May name `unit`, `page: Page`, `caller: Caller` and query parameters.

        `answers`: the shape of what a read writes itself, as a `Response`; `media`: what that is, where it is no JSON.
        """

        def declare(read: F) -> F:
            hints = get_type_hints(read, include_extras=True)
            write = None if hints["return"] is Response else TypeAdapter(hints["return"]).dump_json
            asks = list(inspect.signature(read).parameters)

            async def endpoint(request: Given, **given: Any) -> Response:
                if "page" in asks:
                    given["page"] = Page(given.pop("cursor"), given.pop("limit"))
                if "caller" in asks:
                    given["caller"] = request.caller
                if "request" in asks:
                    given["request"] = request
                if "unit" in asks:
                    given["unit"] = self.store.unit()
                self.opening.expect()
                reading = begun(run_in_threadpool(read, **given))
                with self.watch.over(reading):
                    found = await reading
                if write is None:
                    answer: Response = found
                    return answer
                return Response(write(found, by_alias=True), media_type="application/json")

            self._add(path, endpoint, read, "GET", scope, 200, answers or hints["return"], media=media)
            return read

        return declare

    def stream(self, path: str, *, scope: str, shown: bool = True) -> Callable[[F], F]:
        """A GET that goes on: server-sent events of an asynchronous generator. `shown`: in the OpenAPI."""

        def declare(follow: F) -> F:
            self.app.router.add_api_route(
                path, follow, methods=["GET"], response_class=EventSourceResponse, include_in_schema=shown,
                responses=errors((*READS, 409)), summary=summary_of(follow.__doc__ or ""), tags=[_tag(path)],
                openapi_extra={"security": security(scope, self.cookies), "x-scope": scope},
                route_class_override=self._guarded,
            )  # fmt: skip
            return follow

        return declare

    # -- inside

    def _check(self, request: Given, scope: str) -> Caller:
        return self.auth.check(request, scope, self.cookies)

    def _add(
        self, path: str, endpoint: Any, declared: Callable[..., Any], method: str, scope: str, status: int,
        answer: Any, body: Any = None, media: str = "",
    ) -> None:  # fmt: skip
        """`body`: the model of a body that the endpoint reads itself; such a POST needs no key."""

        @wraps(endpoint)
        async def whole(request: Given, **given: Any) -> Response:
            refuse_faults(request)
            answered: Response = await endpoint(request=request, **given)
            return answered

        vars(whole)["__signature__"] = signature(declared, body is not None)
        described: dict[str, Any] = {"security": security(scope, self.cookies and method == "GET"), "x-scope": scope}
        if body is not None:
            content = {"application/json": {"schema": self.app.refer(body)}}
            described["requestBody"] = {"required": True, "content": content}
        elif method == "POST":
            described["parameters"] = [KEY_PARAMETER]
        self.app.router.add_api_route(
            path, whole, methods=[method], status_code=status, name=declared.__name__,
            response_model=None if media else answer, response_class=written_as(media) if media else JSONResponse,
            responses=errors(READS if method == "GET" else TEXTS), openapi_extra=described, tags=[_tag(path)],
            summary=summary_of(declared.__doc__ or ""), description=inspect.cleandoc(declared.__doc__ or ""),
            route_class_override=self._guarded,
        )  # fmt: skip

    async def _decided(
        self, request: Given, run: Callable[[Unit], Reply], reads: Any, key: str, digest: str,
        then: Sequence[Callable[[Any], Iterable[tuple[type, str]]]] = (), within: float = inf,
        beside: Sequence[Place] = (),
    ) -> Reply:  # fmt: skip
        loop = asyncio.get_running_loop()
        began, hop, by = request.began, request.hop, request.caller.name
        command = Command(run, tuple(reads), key, digest, began, hop, loop, loop.create_future(), by, then, beside)
        with self.watch.over(command.answer, within):
            return await self.committer.submit(command)


def written_as(media: str) -> type[Response]:
    """What is answered with bytes of this media type."""
    return type("Written", (Response,), {"media_type": media})


def _expect_room(request: Given, spared: bool) -> None:
    if OVER in request.scope and not spared:
        raise too_many(request.scope[OVER])


def _response(reply: Reply) -> Response:
    media = PROBLEM_MEDIA if reply.status >= 400 else "application/json"
    return Response(reply.body, reply.status, media_type=media)


def _key(request: Given) -> tuple[str, str]:
    """The Idempotency-Key with whose it is, and a digest of what is asked."""
    asked = request.scope["path"].encode() + b"\n" + request.text
    return f"{request.caller.name}|{request.key}", hashlib.sha256(asked).hexdigest()


def _tag(path: str) -> str:
    """The thing that a route is about: `doors` of `/v1/doors/{id}`."""
    return path.split("/")[2] if path.startswith("/v1/") else path.strip("/")
