"""Roles and routes as one table that a person reads: a row a route, a column a role."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from libs.http.roles import SCOPES, Caller
from libs.http.routes import Route

FILE = "docs/roles.md"
ROLES = (*SCOPES, "admin")
YES, OWN_ALONE, NO, OPEN = "yes", "own", "", "open"
"""May; may, and sees its own alone; 403; needs no token."""

HEAD = """\
# Who may ask for what

Made from the code by `make contracts`: every route of every service, the scope that it needs, and which roles have
that. A token carries one role (`chapelle token --role …`). Without a token it is 401, and 403 for a role whose field is
empty, before anything else of the request is looked at.

`own`: a tenant sees what is its own. What is another's is 403 to it, word for word like what is nobody's; a list holds
its own alone. `open`: needs no token; a page sends whoever is not signed in to `/signin`.
"""


def roles_table(routes: Sequence[Route]) -> str:
    """As Markdown, service by service."""
    services = list(dict.fromkeys(route.service for route in routes))
    parts = [HEAD]
    for service in services:
        rows = [_row(route) for route in _sorted(route for route in routes if route.service == service)]
        titles = ("route", "scope", *ROLES)
        lines = [f"| {' | '.join(cells)} |" for cells in (titles, ["---"] * len(titles), *rows)]
        parts += [f"## {service}", "", *lines, ""]
    return "\n".join(parts)


def may(role: str, scope: str) -> str:
    """What is in the table for a role and a scope."""
    if not scope:
        return OPEN
    if not Caller("", role).may(scope):
        return NO
    return OWN_ALONE if role == "tenant" else YES


def _row(route: Route) -> list[str]:
    scope = f"`{route.scope}`" if route.scope else ""
    return [f"{route.method} `{route.path}`", scope, *(may(role, route.scope) for role in ROLES)]


def _sorted(routes: Iterable[Route]) -> list[Route]:
    """Those of the platform first, then by path."""
    return sorted(routes, key=lambda route: (route.path.startswith("/v1/"), route.path, route.method))
