"""What is looked at of every request before its route does anything: who may, and all that is wrong with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import Request, Response
from fastapi.dependencies.utils import get_flat_params
from fastapi.exceptions import RequestValidationError
from fastapi.params import ParamTypes
from fastapi.routing import APIRoute

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


def refuse_faults(request: Given) -> None:
    """Raises `Problem` where something beside the parameters and the body is wrong, such as an unknown query."""
    if request.faults:
        raise invalid(request.faults)


def _trace(request: Request) -> tuple[str, str]:
    """Where the request's trace began (here when theirs cannot be read), and this hop of it."""
    came = request.headers.get("traceparent", "")
    hop = next_hop(came) if came else new_trace()
    return (came if came[:35] == hop[:35] else hop), hop
