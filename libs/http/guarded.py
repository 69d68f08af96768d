"""What is looked at of every request before its route does anything: who may, and all that is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.dependencies.utils import get_flat_params, request_body_to_args, request_params_to_args
from fastapi.exceptions import RequestValidationError
from fastapi.params import ParamTypes
from fastapi.routing import APIRoute
from pydantic_core import PydanticUndefined
from starlette.types import ASGIApp, Receive, Scope, Send

from libs.events.trace import new_trace, next_hop
from libs.http.problems import invalid, request_faults
from libs.http.reading import Given
from libs.http.roles import Caller

Check = Callable[[Given, str], Caller]
"""Who calls, by the request and the scope that it needs. Raises `Problem`."""
Handle = Callable[[Given], Coroutine[Any, Any, Response]]


def guarded_by(check: Check) -> type[APIRoute]:
    """The routes of an API."""

    class Guarded(APIRoute):
        """Checks the scope before anything else of the request is looked at, then all of it, before it is done.

        A route that makes its answer itself goes past FastAPI's handling of a request, which prepares for much else.
        """

        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            if _answers_itself(self):
                self.app = _answered(self._guarded(filled_in(self)))

        def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
            guarded = self._guarded(super().get_route_handler())

            async def handle(request: Request) -> Response:
                return await guarded(Given(request.scope, request.receive))

            return handle

        def _guarded(self, handle: Handle) -> Handle:
            said = self.openapi_extra or {}
            scope, keyed, bodied = said.get("x-scope", ""), "parameters" in said, "POST" in (self.methods or ())
            empty = bodied and self.body_field is None and "requestBody" not in said
            params = get_flat_params(self.dependant)
            queries = [p.alias for p in params if getattr(p.field_info, "in_", None) is ParamTypes.query]

            async def guarded(given: Given) -> Response:
                given.caller = check(given, scope)
                given.began, given.hop = _trace(given)
                if bodied:
                    await given.take()
                faults = given.faults = [*given.unasked(queries), *(given.key_faults() if keyed else ())]
                if empty and given.value not in (None, {}):
                    faults.append(("", "no body is needed"))
                try:
                    response: Response = await handle(given)
                except RequestValidationError as fault:
                    raise invalid([*faults, *request_faults(fault)]) from None
                response.raw_headers.append((b"traceparent", given.hop.encode()))
                return response

            return guarded

    return Guarded


def _answers_itself(route: APIRoute) -> bool:
    asks = route.dependant
    return not (route.is_sse_stream or asks.dependencies or asks.header_params or asks.cookie_params)


def _answered(handle: Handle) -> ASGIApp:
    async def answered(scope: Scope, receive: Receive, send: Send) -> None:
        response = await handle(Given(scope, receive))
        await response(scope, receive, send)

    return answered


def filled_in(route: APIRoute) -> Handle:
    """Calls the route's function, which makes its answer itself, with what path, query and body say, as FastAPI reads
    them. Raises `RequestValidationError`.

    FastAPI's own handler looks for forms, dependencies and kinds of answers as well, at each request.
    """
    path, query, body = route.dependant.path_params, route.dependant.query_params, route.dependant.body_params

    async def handle(request: Given) -> Response:
        values, faults = request_params_to_args(path, request.path_params)
        if query:
            asked, wrong = request_params_to_args(query, request.query_params)
            values, faults = values | asked, faults + wrong
        if body:
            came = request.value if request.text else PydanticUndefined
            said, wrong = await request_body_to_args(body, came, embed_body_fields=False)
            values, faults = values | said, faults + wrong
        if faults:
            raise RequestValidationError(faults)
        response: Response = await route.endpoint(request=request, **values)
        return response

    return handle


def refuse_faults(request: Given) -> None:
    """Raises `Problem` where something beside the parameters and the body is wrong, such as an unknown query."""
    if request.faults:
        raise invalid(request.faults)


def _trace(request: Given) -> tuple[str, str]:
    """Where the request's trace began (here when theirs cannot be read), and this hop of it."""
    came = request.said(b"traceparent")
    hop = next_hop(came) if came else new_trace()
    return (came if came[:35] == hop[:35] else hop), hop
