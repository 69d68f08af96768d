"""Every route of every service as somebody asks it who may or may not, and the table that says who may."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import httpx

from libs.events import Value
from libs.http.headers import HEADERS
from libs.testing.running import ROOT
from libs.topology.roles import FILE
from tests.integration.services.house import House

ROLES = {"tenant": "tenant:ap-hp", "service": "service:fire"}
"""Of the table's roles, those that are of one."""


class Row(Value):
    """A row of `docs/roles.md`. `roles`: what stands in each role's field."""

    service: str
    method: str
    path: str
    scope: str
    roles: Mapping[str, str]

    def __str__(self) -> str:
        return f"{self.service} {self.method} {self.path}"


def committed() -> Iterator[Row]:
    """What is documented."""
    service, titles = "", list[str]()
    for line in (ROOT / FILE).read_text().splitlines():
        if line.startswith("## "):
            service, titles = line.removeprefix("## "), []
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| route"):
            titles = cells
        elif line.startswith("| ") and titles and not line.startswith("| ---"):
            (route, scope), fields = cells[:2], cells[2:]
            method, path = route.replace("`", "").split(" ")
            yield Row(service, method, path, scope.strip("`"), dict(zip(titles[2:], fields, strict=True)))


def ask(house: House, row: Row, role: str = "", ids: str = "x", body: bytes = b"{", **query: Any) -> httpx.Response:
    """The route, with `ids` for each part of its path; what is sent is no JSON. Of a stream, its beginning."""
    headers = {"content-type": "application/json"} if row.method == "POST" else {}
    if role:
        headers |= house.running.headers(ROLES.get(role, role))
    path = row.path.replace("{n}", "1")
    url = house.running.url(row.service, re.sub(r"{\w+}", "fire:x" if "letters" in path else ids, path))
    content = body if row.method == "POST" else None
    with house.running.http.stream(row.method, url, content=content, headers=headers, params=query) as answer:
        if not answer.headers.get("content-type", "").startswith("text/event-stream"):
            answer.read()
    assert dict(HEADERS).items() <= {name.encode(): value.encode() for name, value in answer.headers.items()}.items()
    return answer


def is_problem(answer: httpx.Response, status: int) -> bool:
    if answer.status_code != status or answer.headers["content-type"] != "application/problem+json":
        return False
    problem = answer.json()
    return set(problem) == {"type", "title", "status", "detail", "errors"} and problem["status"] == status


def lacks_the_scope(answer: httpx.Response) -> bool:
    return is_problem(answer, 403) and "does not have the scope" in answer.json()["detail"]
