"""What is looked at of every request before its route does anything: who may, and all that is wrong with it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import Request, Response
from fastapi.dependencies.utils import get_flat_params, request_body_to_args, request_params_to_args
from fastapi.exceptions import RequestValidationError
from fastapi.params import ParamTypes
from fastapi.routing import APIRoute
from pydantic_core import PydanticUndefined

from libs.events.trace import new_trace, next_hop
from libs.http.problems import invalid, request_faults
from libs.http.reading import Given
from libs.http.roles import Caller

Check = Callable[[Given, str], Caller]
"""Who calls, by the request and the scope that it needs. Raises `Problem`."""


def guarded_by(check: Check) -> type[APIRoute]:
    """The routes of an API."""

    class Guarded(APIRoute):
        """Checks the scope before anything else of the request is looked at, then all of it, before it is done."""

        def get_route_handler(self) -> Callable[[Request], Any]:
            asks, handle = self.dependant, filled_in(self)
            if self.is_sse_stream or asks.dependencies or asks.header_params or asks.cookie_params:
                handle = super().get_route_handler()
            said = self.openapi_extra or {}
            scope, keyed, bodied = said.get("x-scope", ""), "parameters" in said, "POST" in (self.methods or ())
            empty = bodied and self.body_field is None and "requestBody" not in said
            params = get_flat_params(self.dependant)
            queries = [p.alias for p in params if getattr(p.field_info, "in_", None) is ParamTypes.query]

            async def guarded(request: Request) -> Response:
                given = Given(request)
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
                response.headers["traceparent"] = given.hop
                return response

            return guarded

    return Guarded


def filled_in(route: APIRoute) -> Callable[[Given], Awaitable[Response]]:
    """Calls the route's function, which makes its answer itself, with what path, query and body say, as FastAPI reads
    them. Raises `RequestValidationError`.

    FastAPI's own handler looks for forms, dependencies and kinds of answers as well, at each request: a fifth of what
    the application does for one.
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


def _trace(request: Request) -> tuple[str, str]:
    """Where the request's trace began (here when theirs cannot be read), and this hop of it."""
    came = request.headers.get("traceparent", "")
    hop = next_hop(came) if came else new_trace()
    return (came if came[:35] == hop[:35] else hop), hop
