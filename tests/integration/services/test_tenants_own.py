"""A tenant and what is another's: nothing of it is seen, nor whether it is there. Its own it may read, and dispute."""

from __future__ import annotations

import json
from collections.abc import Mapping

import httpx
import pytest

from tests.integration.services.asking import Row, ask, committed, is_problem, lacks_the_scope
from tests.integration.services.house import House, Json

OWN = [row for row in committed() if row.roles["tenant"] == "own"]
"""All that a tenant may ask."""
BY_ID = [row for row in OWN if "{" in row.path]
TABLES = [row for row in OWN if "/exports/" in row.path]
LISTS = [row for row in OWN if row not in BY_ID and row not in TABLES]
assert all((BY_ID, TABLES, LISTS)), "docs/roles.md says what a tenant sees of its own"

MARCH = "2026-03"
ASKED_BY = {
    "/v1/tenants/{id}/usage": {"period": MARCH},
    **{row.path: {"from": "2026-01", "until": MARCH} for row in TABLES},
}
"""What has to be asked besides."""
DISPUTE = {"line": 1, "why": "Le compteur a été remplacé le 12", "by": "DSN"}

NAMED = {
    "tenants": ("billing", "id", "id"),
    "contracts": ("billing", "id", "tenant"),
    "invoices": ("billing", "number", "tenant"),
    "volumes": ("storage", "id", "tenant"),
}
"""A list of each kind of things: whose service, the field of its ids, the field that says whose it is."""
NOBODYS = {"tenants": "nobody", "contracts": "nobody.2026-01-01", "invoices": "2026-999999", "volumes": "nobodys"}

Ids = Mapping[tuple[str, str], list[str]]


def kind(row: Row) -> str:
    return row.path.split("/")[2]


def asks(house: House, row: Row, id: str = "", **query: str) -> httpx.Response:
    """As AP-HP."""
    body = json.dumps(DISPUTE).encode()
    return ask(house, row, "tenant:ap-hp", id, body, **{**ASKED_BY.get(row.path, {}), **query})


@pytest.fixture(scope="module")
def ids(house: House) -> Ids:
    """All ids that there are, by kind and tenant."""
    house.post("billing", "/v1/runs", {"period": MARCH, "tenants": ["ap-hp", "eau-de-paris"]}, status=201)
    found: dict[tuple[str, str], list[str]] = {}
    for name, (service, id, tenant) in NAMED.items():
        for one in house.items(service, f"/v1/{name}"):
            found.setdefault((name, one[tenant]), []).append(one[id])
    return found


def test_each_of_its_own_is_there(house: House, ids: Ids) -> None:
    for row in BY_ID:
        for id in ids[kind(row), "ap-hp"]:
            if row.method == "GET":
                assert asks(house, row, id).status_code == 200, (row, id)


def test_every_id_of_every_other_tenant_is_told_like_one_that_is_not_there(house: House, ids: Ids) -> None:
    def told(row: Row, id: str) -> tuple[bytes, Json]:
        answer = asks(house, row, id)
        assert is_problem(answer, 403), (row, id, answer.text)
        assert not lacks_the_scope(answer), (row, id)
        headers = {name: value for name, value in answer.headers.items() if name not in ("date", "traceparent")}
        return answer.content.replace(id.encode(), b"ID"), headers | {"content-length": ""}

    tried = set[tuple[str, str]]()
    for row in BY_ID:
        nobodys = told(row, NOBODYS[kind(row)])
        for (name, tenant), others in ids.items():
            for id in others if (name == kind(row) and tenant != "ap-hp") else ():
                assert told(row, id) == nobodys, (row, id)
                tried.add((row.path, row.method))
    assert tried == {(row.path, row.method) for row in BY_ID}
    for (name, tenant), others in ids.items():
        for id in others if (name == "invoices" and tenant != "ap-hp") else ():
            said = house.get("billing", f"/v1/invoices/{id}/disputes")["disputes"]
            assert DISPUTE["by"] not in {dispute["by"] for dispute in said}


def test_lists_and_tables_hold_its_own_alone(house: House, ids: Ids) -> None:
    for row in TABLES:
        answer = asks(house, row)
        assert answer.status_code == 200, row
        assert b"eau-de-paris" not in answer.content, row
        assert b"ap-hp" in answer.content, row
    for row in LISTS:
        whose = NAMED.get(kind(row), ("", "", "tenant"))[2]
        assert {item[whose] for item in asks(house, row).json()["items"]} == {"ap-hp"}, row
        if kind(row) != "tenants":
            theirs, nobodys = asks(house, row, tenant="eau-de-paris"), asks(house, row, tenant="nobody")
            assert is_problem(theirs, 403), row
            assert theirs.content == nobodys.content, row


# -- a dispute


def test_a_tenant_disputes_a_line_and_is_answered_in_writing(house: House, ids: Ids) -> None:
    number = ids["invoices", "eau-de-paris"][-1]
    path, water = f"/v1/invoices/{number}/disputes", "tenant:eau-de-paris"
    before = house.get("billing", f"/v1/invoices/{number}")

    # -- Eau de Paris says what it does not agree with; the billing office hears of it
    flagged = house.post("billing", path, {**DISPUTE, "by": "Comptabilité fournisseurs"}, water, 201)
    n = flagged["disputes"][-1]["n"]
    assert flagged["open_lines"] == [1]
    house.told("billing", "invoice", "line-disputed", number=number, tenant="eau-de-paris", dispute=n, line=1)
    assert house.get("billing", f"/v1/invoices/{number}", "billing")["disputed_lines"] == [1]
    house.post("billing", path, DISPUTE, water, 409)  # it waits for its answer

    # -- which only the billing office gives; AP-HP neither sees nor disputes it
    answer = {"answer": "Le relevé du 12 est joint : l’ancien index est de 500.", "by": "Facturation"}
    house.post("billing", f"{path}/{n}/answer", answer, water, 403)
    house.post("billing", path, DISPUTE, "tenant:ap-hp", 403)
    assert house.running.get("billing", path, "tenant:ap-hp").status_code == 403
    house.post("billing", f"{path}/{n}/answer", answer, "billing")

    # -- Eau de Paris reads it, and its invoice is as it was issued
    read = house.get("billing", path, water)
    assert (read["open_lines"], read["disputes"][-1]["answer"]) == ([], answer["answer"])
    house.told("billing", "invoice", "dispute-answered", number=number, dispute=n, answer=answer["answer"])
    assert house.get("billing", f"/v1/invoices/{number}", water) == before
