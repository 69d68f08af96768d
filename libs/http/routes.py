"""The routes of an API, those of no OpenAPI too, each with the scope that it needs."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi.routing import iter_route_contexts

from libs.events import Value
from libs.http.api import Api


class Route(Value):
    """`scope`: "" where it needs no token."""

    service: str
    method: str
    path: str
    scope: str

    def __str__(self) -> str:
        return f"{self.service} {self.method} {self.path}"


def routes_of(api: Api) -> Iterator[Route]:
    """Of a service, in the order in which they are declared."""
    for route in iter_route_contexts(api.app.routes):
        scope = (getattr(route, "openapi_extra", None) or {}).get("x-scope", "")
        for method in sorted(getattr(route, "methods", None) or {"GET"}):
            yield Route(api.service, method, str(route.path), scope)
