"""Who may: no route is open but those named here, none does anything without its scope, a tenant sees its own alone."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from libs.http.roles import SCOPES, Caller
from libs.testing.running import ROOT
from tests.integration.services.house import House

OPEN = {
    "/health/live": "whoever restarts the process has no token",
    "/health/ready": "nor has whoever sends it requests",
    "/metrics": "figures of the process, none of a person or tenant; read by Prometheus, on 127.0.0.1",
    "/openapi.json": "what may be asked is no secret",
    "/": "shows the way to /signin when nobody is signed in",
    "/signin": "where a browser brings its token",
    "/signout": "a form of a session: refused without its own token",
    "/incidents/{id}": "shows the way to /signin when nobody is signed in",
    "/incidents/{id}/{action}": "a form of a session: refused without its own token",
    "/static": "style and script of the pages",
}
ROLES = [{"tenant": "tenant:ap-hp", "service": "service:fire"}.get(role, role) for role in SCOPES]


@dataclass(frozen=True, slots=True)
class Route:
    service: str
    method: str
    path: str
    scope: str

    def __str__(self) -> str:
        return f"{self.service} {self.method} {self.path}"


@pytest.fixture(scope="module")
def routes(house: House) -> list[Route]:
    env = house.running.environment("console", "api")
    argv = [sys.executable, "-m", "tests.integration.services.fuzzing.routes"]
    told = subprocess.run(argv, env=env, cwd=ROOT, capture_output=True, text=True, check=True)
    return [Route(**json.loads(line)) for line in told.stdout.splitlines()]


def ask(house: House, route: Route, role: str = "") -> httpx.Response:
    """The route, with something for each part of its path; what is sent is no JSON."""
    headers = {"content-type": "application/json"} if route.method == "POST" else {}
    if role:
        headers["authorization"] = f"Bearer {house.running.token(role)}"
    url = house.running.url(route.service, re.sub(r"{\w+}", "fire:x" if "letters" in route.path else "x", route.path))
    content = b"{" if route.method == "POST" else None
    return house.running.http.request(route.method, url, content=content, headers=headers)


def is_problem(answer: httpx.Response, status: int) -> bool:
    if answer.status_code != status or answer.headers["content-type"] != "application/problem+json":
        return False
    problem = answer.json()
    return set(problem) == {"type", "title", "status", "detail", "errors"} and problem["status"] == status


def test_nothing_is_open_but_what_is_named(routes: list[Route]) -> None:
    assert {route.path for route in routes if not route.scope} == set(OPEN)
    assert len([route for route in routes if route.scope]) > 120


def test_what_is_open_needs_no_token_and_forms_need_their_session(house: House, routes: list[Route]) -> None:
    for route in routes:
        if route.scope or route.path == "/static":
            continue
        status = ask(house, route).status_code
        expected = {"POST /signin": 401, "POST /signout": 403, "POST /incidents/{id}/{action}": 403}
        assert status == expected.get(
            f"{route.method} {route.path}", 303 if route.path in ("/", "/incidents/{id}") else 200
        ), route


def test_without_a_token(house: House, routes: list[Route]) -> None:
    let_in = [str(route) for route in routes if route.scope and not is_problem(ask(house, route), 401)]
    assert let_in == []


def test_without_the_scope_before_anything_else_is_looked_at(house: House, routes: list[Route]) -> None:
    let_in = [
        f"{role}: {route}"
        for route in routes
        for role in ROLES
        if route.scope and not Caller("", role).may(route.scope) and not is_problem(ask(house, route, role), 403)
    ]
    assert let_in == []


def test_with_the_scope_what_is_sent_is_looked_at(house: House, routes: list[Route]) -> None:
    commands = [route for route in routes if route.scope and route.method == "POST"]
    assert [str(route) for route in commands if not is_problem(ask(house, route, "admin"), 400)] == []


def test_a_method_that_is_not_there_says_which_are(house: House, routes: list[Route]) -> None:
    there: dict[tuple[str, str], set[str]] = {}
    for route in routes:
        there.setdefault((route.service, route.path), set()).add(route.method)
    for (service, path), methods in there.items():
        answer = ask(house, Route(service, "PUT", path, ""))
        assert path == "/static" or is_problem(answer, 405), path
        assert path == "/static" or set(answer.headers["allow"].split(", ")) == methods, path


# -- a tenant and another tenant's things


THEIRS = {
    "/v1/tenants/{id}": "eau-de-paris",
    "/v1/tenants/{id}/usage": "eau-de-paris",
    "/v1/tenants/{id}/growth": "eau-de-paris",
    "/v1/contracts/{id}": "eau-de-paris.2026-01-01",
    "/v1/invoices/{number}": "NUMBER",
    "/v1/invoices/{number}.xml": "NUMBER",
    "/v1/invoices/{number}.pdf": "NUMBER",
    "/v1/invoices/{number}/receivable": "NUMBER",
    "/v1/invoices/{number}/disputes": "NUMBER",
    "/v1/invoices/{number}/lines.csv": "NUMBER",
    "/v1/invoices/{number}/lines/{n}": "NUMBER",
    "/v1/volumes/{id}": "eau-de-paris-backup",
    "/v1/volumes/{id}/growth": "eau-de-paris-backup",
}
"""What of each is another's. A tenant asks for it with its own token."""

OWN = {
    "/v1/tenants": "id",
    "/v1/contracts": "tenant",
    "/v1/invoices": "tenant",
    "/v1/receivables": "tenant",
    "/v1/volumes": "tenant",
}
"""Lists: the tenant's own alone; the field that says whose an item is."""

CITY = {
    "/v1/runs": "",
    "/v1/runs/{id}": "2026-03.1",
    "/v1/payback": "",
    "/v1/indices": "",
    "/v1/hand-overs": "",
    "/v1/exports/entries.csv": "",
    "/v1/invoices/{number}/hand-over": "NUMBER",
    "/v1/service-credit-windows": "",
    "/v1/pools": "",
    "/v1/pools/{id}": "objects",
    "/v1/pools/{id}/forecast": "objects",
    "/v1/pools/{id}/loss": "objects",
    "/v1/what-if": "",
}
"""The City's: no tenant's at all."""


TABLES = {f"/v1/exports/{table}.{kind}" for table in ("invoices", "usage") for kind in ("csv", "parquet")}
"""The tenant's own alone, in rows."""

MONTHS = {"from": "2026-01", "until": "2026-03"}
MONTH = {"period": "2026-03"}
ASKED_BY: dict[str, dict[str, Any]] = {
    "/v1/tenants/{id}/usage": MONTH,
    "/v1/exports/entries.csv": MONTH,
    "/v1/what-if": {"bring_bytes": 1, "on": "2026-06-01"},
    **dict.fromkeys(TABLES, MONTHS),
}
"""What has to be asked besides."""


@pytest.fixture(scope="module")
def theirs(house: House) -> str:
    """The number of an invoice of Eau de Paris."""
    run = house.post("billing", "/v1/runs", {"period": "2026-03", "tenants": ["eau-de-paris"]}, status=201)
    return str(run["invoices"][0])


def test_every_route_that_a_tenant_may_ask_is_walked(routes: list[Route]) -> None:
    asked = {r.path for r in routes if r.method == "GET" and r.scope and Caller("", "tenant:x", "x").may(r.scope)}
    assert asked == {*THEIRS, *OWN, *CITY, *TABLES}
    assert all(route.method == "GET" for route in routes if route.scope in SCOPES["tenant"])


def test_a_tenant_sees_its_own_alone(house: House, routes: list[Route], theirs: str) -> None:
    walked = [route for route in routes if route.scope in SCOPES["tenant"]]
    for route in walked:
        id = {**THEIRS, **CITY}.get(route.path, "").replace("NUMBER", theirs)
        path = route.path.replace("{id}", id).replace("{number}", id).replace("{n}", "1")
        query = ASKED_BY.get(route.path, {})
        answer = house.running.get(route.service, path, "tenant:ap-hp", **query)
        if route.path in TABLES:
            assert answer.status_code == 200, route
            assert b"eau-de-paris" not in answer.content, route
            continue
        if route.path not in OWN:
            assert is_problem(answer, 403), route
            assert house.running.get(route.service, path, "admin", **query).status_code == 200, route
            continue
        assert {item[OWN[route.path]] for item in answer.json()["items"]} <= {"ap-hp"}, route
        if route.path != "/v1/tenants":
            assert is_problem(house.running.get(route.service, path, "tenant:ap-hp", tenant="eau-de-paris"), 403), route
