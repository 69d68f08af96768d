"""Who may: no route is open but those named here, and each answers each role as `docs/roles.md` says."""

from __future__ import annotations

from collections import defaultdict

import pytest

from libs.events.services import SERVICES
from tests.integration.services.asking import Row, ask, committed, is_problem, lacks_the_scope
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
ROWS = list(committed())
SCOPED = [row for row in ROWS if row.scope]


def test_nothing_is_open_but_what_is_named() -> None:
    assert {row.path for row in ROWS if not row.scope} == set(OPEN)
    assert {row.path for row in ROWS if "open" in row.roles.values()} == set(OPEN)
    assert {row.service for row in ROWS} == set(SERVICES)
    assert len(SCOPED) > 180


def test_what_is_open_needs_no_token_and_forms_need_their_session(house: House) -> None:
    for row in ROWS:
        if row.scope or row.path == "/static":
            continue
        status = ask(house, row).status_code
        expected = {"POST /signin": 401, "POST /signout": 403, "POST /incidents/{id}/{action}": 403}
        assert status == expected.get(
            f"{row.method} {row.path}", 303 if row.path in ("/", "/incidents/{id}") else 200
        ), row


def test_without_a_token(house: House) -> None:
    assert [str(row) for row in SCOPED if not is_problem(ask(house, row), 401)] == []


@pytest.mark.parametrize("role", SCOPED[0].roles)
def test_each_role_at_every_route(house: House, role: str) -> None:
    """Who may not is told so before anything else is looked at; who may is told what is wrong with what is asked."""
    told: dict[str, list[str]] = defaultdict(list)
    for row in SCOPED:
        answer, cell = ask(house, row, role), row.roles[role]
        if cell == "":
            right = lacks_the_scope(answer)
        elif row.method == "POST":
            right = is_problem(answer, 400)
        else:
            right = answer.status_code in (200, 404, 422) or (
                cell == "own" and is_problem(answer, 403) and not lacks_the_scope(answer)
            )
        if not right:
            told[str(row)].append(f"{cell!r}: {answer.status_code}")
    assert dict(told) == {}


def test_a_method_that_is_not_there_says_which_are(house: House) -> None:
    there: dict[tuple[str, str], set[str]] = {}
    for row in ROWS:
        there.setdefault((row.service, row.path), set()).add(row.method)
    for (service, path), methods in there.items():
        answer = ask(house, Row(service, "PUT", path, "", {}))
        assert path == "/static" or is_problem(answer, 405), path
        assert path == "/static" or set(answer.headers["allow"].split(", ")) == methods, path
