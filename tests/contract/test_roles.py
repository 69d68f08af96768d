"""The committed table of roles and routes is what the code says."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from libs.events.services import SERVICES
from libs.http.roles import SCOPES
from libs.http.routes import Route
from libs.runtime.launch import ROOT
from libs.runtime.tokens import ROLES
from libs.topology.roles import FILE, roles_table


@pytest.fixture(scope="module")
def routes() -> list[Route]:
    argv = [sys.executable, "-m", "libs.processes.roles", "--json"]
    told = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, check=True)
    return [Route(**json.loads(line)) for line in told.stdout.splitlines()]


def test_what_is_committed_is_the_codes(routes: list[Route]) -> None:
    assert (ROOT / FILE).read_text() == roles_table(routes), "run `make contracts`"


def test_every_scope_that_a_role_has_is_asked_for_by_a_route_of_a_service(routes: list[Route]) -> None:
    assert {scope for scopes in SCOPES.values() for scope in scopes} <= {route.scope for route in routes}
    assert {route.service for route in routes} == set(SERVICES)


def test_there_is_a_token_for_every_role() -> None:
    assert {*SCOPES, "admin"} == {*ROLES, "tenant", "service"}
