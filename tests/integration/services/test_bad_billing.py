"""What a billing officer may get wrong: a clear answer, all faults at once, each where it is, nothing half issued."""

from __future__ import annotations

import pytest

from tests.integration.services.house import House, Json

ADDRESS = {"line": "1 rue Neuve", "postcode": "75013", "city": "Paris", "country": "FR"}
TENANT = {"id": "seine", "name": "Seine", "siret": "26750045200011", "payment_days": 30, "address": ADDRESS}
ITEM = {"kind": "fixed", "label": "Forfait", "unit": "month", "unit_price": "1.00", "vat": "20.0"}
CONTRACT = {"tenant": "eau-de-paris", "from": "2026-06-01", "engagement": "E-1", "items": [ITEM]}


def without(body: Json, *fields: str, **more: object) -> Json:
    return {name: value for name, value in body.items() if name not in fields} | more


WRONG: dict[str, tuple[str, Json, int, list[str]]] = {
    "a SIRET whose check digit does not hold, a term too long, a country in small letters": (
        "/v1/tenants",
        without(TENANT, siret="26750045200012", payment_days=400, address=without(ADDRESS, country="fr")),
        422, ["/siret", "/payment_days", "/address/country"],
    ),
    "a contract over another": ("/v1/contracts", CONTRACT, 409, ["/from"]),
    "an item without a price, one at a rate that France does not have": (
        "/v1/contracts", without(CONTRACT, items=[without(ITEM, "unit_price"), without(ITEM, vat="19.6")]),
        422, ["/items/0/unit_price", "/items/1/vat"],
    ),
    "items that lack what they are metered by": (
        "/v1/contracts",
        without(CONTRACT, items=[without(ITEM, kind="energy"), without(ITEM, kind="rack", unit="rack-month")]),
        422, ["/items/0/sources", "/items/0/unit", "/items/1/racks"],
    ),
    "a contract of a tenant that nobody knows": ("/v1/contracts", without(CONTRACT, tenant="sein"), 404, ["/tenant"]),
    "a month that no year has": ("/v1/runs", {"period": "2026-13"}, 422, ["/period"]),
    "a month that is not over": ("/v1/runs", {"period": "2026-04"}, 409, ["/period"]),
    "a run of a tenant that nobody knows": (
        "/v1/runs", {"period": "2026-01", "tenants": ["ap-hp", "sein"]}, 404, ["/tenants/1"],
    ),
    "a credit note of an invoice that is not there": (
        "/v1/invoices/2026-999999/credit-note", {"why": "Erreur"}, 404, [""],
    ),
    "an index below nothing, of no day": (
        "/v1/indices", {"name": "ecb-main", "on": "2026-02-30", "value": "-1", "source": "BCE"}, 422,
        ["/on", "/value"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_wrong_is_said_and_nothing_is_issued(house: House, wrong: str) -> None:
    path, body, status, places = WRONG[wrong]
    before = [one["number"] for one in house.items("billing", "/v1/invoices")]
    answer = house.running.post("billing", path, body, "billing")
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    problem = answer.json()
    assert sorted(fault["at"] for fault in problem["errors"]) == sorted(places), problem
    assert all(fault["why"] for fault in problem["errors"])
    assert [one["number"] for one in house.items("billing", "/v1/invoices")] == before
