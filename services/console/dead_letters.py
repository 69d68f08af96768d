"""Everybody's dead letters in one list. Each service is asked for its own, with the caller's token; so is the
console.

An id here is `<service>:<id in that service>`; what is done with a letter is done where it lies.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

import httpx
from fastapi import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from libs.events.services import SERVICES
from libs.http import Api
from libs.http.auth import COOKIE
from libs.http.problems import Problem, answer, invalid
from libs.http.reading import Given

PATH = "/v1/dead-letters"
SCOPE = "console:letters"
LETTERS = re.compile(rf"{PATH}(/.*)?", re.DOTALL)
ACTION = re.compile("/(send-again|discard)$")
TAIL = re.compile(rf"[a-z0-9][a-z0-9._@:-]*({ACTION.pattern})?")
KNOWN = {
    "limit": (re.compile(r"([1-9][0-9]{0,2}|1000)?"), "a number from 1 to 1000"),
    "cursor": (re.compile(r"[ -~]{0,200}"), "the `next` of the page before"),
    "state": (re.compile(r"(open|all)?"), "open or all"),
    "service": (re.compile(rf"({'|'.join(SERVICES)})?"), f"one of {', '.join(SERVICES)}"),
}
"""The query parameters of the list, and what each may be."""
MEDIA = "application/json"
SECONDS = 5.0
"""How long a service may take to answer."""


class EverybodysLetters:
    """Stands before the console's own letter routes: answers for all services, hands on what is its own."""

    def __init__(self, app: ASGIApp, api: Api) -> None:
        self.app, self.api = app, api

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not LETTERS.fullmatch(scope["path"]):
            await self.app(scope, receive, send)
            return
        request = Given(scope, receive)
        try:
            response = await self._asked(request, scope["path"].removeprefix(PATH))
        except Problem as problem:
            response = answer(problem)
        if response is None:
            await self.app(scope, receive, send)
        else:
            await response(scope, receive, send)

    async def _asked(self, request: Given, rest: str) -> Response | None:
        """The answer; None where the console's own routes have it. Raises `Problem`."""
        action = ACTION.search(rest) is not None
        if request.method != ("POST" if action else "GET"):
            return None
        self.api.auth.check(request, SCOPE, cookies=True)
        if not rest:
            return await self._all(request)
        service, _, tail = rest.removeprefix("/").partition(":")
        if service not in SERVICES or not TAIL.fullmatch(tail):
            raise Problem(404, f"no dead letter {rest.removeprefix('/')[:100]}; its id begins with its service")
        return await self._one(request, service, tail)

    async def _all(self, request: Given) -> Response:
        """`items` of one service after the other, each with its `service`; `unreachable`: who did not answer.

        `?service=`: of this one alone.
        """
        query = asked_for(request)
        only, limit = query.pop("service", ""), int(query.get("limit", "100"))
        first, _, cursor = query.get("cursor", "").partition("/")
        begin = SERVICES.index(first) if first in SERVICES else 0
        items: list[dict[str, Any]] = []
        unreachable: list[str] = []
        following: str | None = None
        for service in [one for one in SERVICES[begin:] if only in ("", one)]:
            if len(items) >= limit:
                following = f"{service}/"
                break
            asked = {"limit": str(limit - len(items)), "cursor": cursor if service == first else ""}
            try:
                found = await self._ask(request, service, "GET", "", {**query, **asked})
            except httpx.TransportError:
                unreachable.append(service)
                continue
            if found.status_code != 200:
                return Response(found.content, found.status_code, media_type=found.headers.get("content-type"))
            page = found.json()
            items += [{**letter, "id": f"{service}:{letter['id']}", "service": service} for letter in page["items"]]
            if page["next"]:
                following = f"{service}/{page['next']}"
                break
        whole = {"items": items, "next": following, "unreachable": unreachable}
        return Response(json.dumps(whole, ensure_ascii=False), media_type=MEDIA)

    async def _one(self, request: Given, service: str, tail: str) -> Response:
        try:
            found = await self._ask(request, service, request.method, f"/{tail}", request.query_params)
        except httpx.TransportError:
            return answer(Problem(503, f"{service} does not answer now"))
        content = found.content
        if found.is_success:
            letter = found.json()
            content = json.dumps({**letter, "id": f"{service}:{letter['id']}", "service": service}).encode()
        return Response(content, found.status_code, media_type=found.headers.get("content-type"))

    async def _ask(
        self, request: Given, service: str, method: str, rest: str, query: Mapping[str, str]
    ) -> httpx.Response:
        """The owner's answer. Raises `httpx.TransportError` where it does not come."""
        own = service == self.api.service
        transport = httpx.ASGITransport(self.app) if own else None
        headers = [(name, value) for name, value in request.headers.raw if name in HANDED_ON]
        if "authorization" not in request.headers and method == "GET" and COOKIE in request.cookies:
            headers.append((b"authorization", f"Bearer {request.cookies[COOKIE]}".encode()))
        base = "http://console" if own else self.api.settings.url(service)
        trust = self.api.settings.trust
        async with httpx.AsyncClient(base_url=base, transport=transport, timeout=SECONDS, verify=trust) as client:
            return await client.request(
                method, f"{PATH}{rest}", params=dict(query), headers=headers, content=await request.body()
            )


def asked_for(request: Given) -> dict[str, str]:
    """The query of the list. Raises `Problem` with all that is wrong with it."""
    faults, query = request.unasked(KNOWN), dict(request.query_params)
    faults += [
        (f"/query/{name}", why) for name, (good, why) in KNOWN.items() if not good.fullmatch(query.get(name, ""))
    ]
    if faults:
        raise invalid(faults)
    return {name: value for name, value in query.items() if value}


HANDED_ON = (b"authorization", b"idempotency-key", b"content-type", b"traceparent", b"accept")
"""As they came: whether they are good is for the owner to say."""
