"""Invoices: numbers without a gap however many ask at once, credit notes, and who may see what."""

from __future__ import annotations

import httpx
from facturx import get_xml_from_pdf

from libs.testing.at_once import at_once
from libs.testing.running import Running
from tests.integration.services.house import House, Json
from tests.integration.services.plans import SMALL_TENANTS

LETTERS = {
    "name": "東京", "siret": "26750045200011", "payment_days": 30,
    "address": {"line": "1 rue", "postcode": "75012", "city": "Paris", "country": "FR"},
}  # fmt: skip
"""A name in letters that the page cannot print."""
ITEM = {"kind": "fixed", "label": "Forfait", "unit": "month", "unit_price": "1.00", "vat": "20.0"}


def numbers(house: House) -> list[str]:
    return [invoice["number"] for invoice in house.items("billing", "/v1/invoices")]


def test_sixteen_runs_at_once_on_two_apis_number_without_a_gap(house: House) -> None:
    before = numbers(house)
    here, there = house.running, Running(house.running.parts, "services", ("billing",), house.running.suffix)
    there.env = house.running.env
    there.start("billing", "api")
    try:
        there.wait_ready()

        def run(asked: tuple[int, list[str]]) -> Json:
            n, tenants = asked
            api = (here, there)[n % 2]
            answer = api.post("billing", "/v1/runs", {"period": "2026-02", "tenants": tenants}, "billing")
            assert answer.status_code == 201, answer.text
            return dict(answer.json())

        # -- each run closes the month of one tenant
        runs = at_once(run, [(n, [tenant]) for n, tenant in enumerate(SMALL_TENANTS)])
        issued = sorted(number for each in runs for number in each["invoices"])
        first = len(before) + 1
        assert issued == [f"2026-{number:06}" for number in range(first, first + 16)]
        assert sorted(numbers(house)) == [f"2026-{number:06}" for number in range(1, first + 16)]
        assert len({each["id"] for each in runs}) == 16

        # -- and each of sixteen more, of all of them, names the same sixteen
        again = at_once(run, [(n, list(SMALL_TENANTS)) for n in range(16)])
        assert {tuple(sorted(each["invoices"])) for each in again} == {tuple(issued)}
        assert len(numbers(house)) == len(before) + 16
    finally:
        there.stop()


def test_a_credit_note_takes_back_the_whole_invoice_once(house: House) -> None:
    run = house.post("billing", "/v1/runs", {"period": "2026-01", "tenants": ["eau-de-paris"]}, "billing", 201)
    (number,) = run["invoices"]
    invoice = house.get("billing", f"/v1/invoices/{number}")
    assert (invoice["net_total"], invoice["gross_total"], invoice["due_on"]) == ("640.00", "768.00", "2026-05-02")

    path = f"/v1/invoices/{number}/credit-note"
    note = house.post("billing", path, {"why": "agreed otherwise"}, "billing", 201)
    assert (note["type"], note["cancels"], note["why"]) == ("381", number, "agreed otherwise")
    assert (note["lines"], note["gross_total"]) == (invoice["lines"], "768.00")  # positive
    assert note["number"] == max(numbers(house))
    assert house.post("billing", path, {"why": "asked again"}, "billing", 201)["number"] == note["number"]
    assert house.get("billing", f"/v1/invoices/{number}")["status"] == "credited"
    house.post("billing", f"/v1/invoices/{note['number']}/credit-note", {"why": "no"}, "billing", 409)

    # -- what it took back is owed still: the next run bills it as an adjustment, beside its own month
    run = house.post("billing", "/v1/runs", {"period": "2026-02", "tenants": ["eau-de-paris"]}, "billing", 201)
    (later,) = run["invoices"]
    lines = house.get("billing", f"/v1/invoices/{later}")["lines"]
    assert [(line["kind"], line["period"], line["net"]) for line in lines] == [
        ("fixed", "2026-02", "640.00"),
        ("adjustment", "2026-01", "640.00"),
    ]


def test_bad_input_is_told_with_all_its_faults_and_nothing_is_half_done(house: House) -> None:
    tenant = {**LETTERS, "id": "bad", "name": "Bad"}
    contract = {"tenant": "ap-hp", "from": "2026-01-01", "engagement": "E-1", "items": [ITEM]}

    def refused(path: str, body: Json, status: int) -> dict[str, str]:
        errors = house.post("billing", path, body, "billing", status)["errors"]
        return {error["at"]: error["why"] for error in errors}

    # -- a SIRET whose check digit does not hold, and a VAT rate that France does not have: all at once
    assert "is no SIRET" in refused("/v1/tenants", {**tenant, "siret": "26750045200012"}, 422)["/siret"]
    items = [{**ITEM, "vat": "19.6"}, {name: ITEM[name] for name in ITEM if name != "unit_price"}]
    faults = refused("/v1/contracts", {**contract, "items": items}, 422)
    assert {"/items/0/vat", "/items/1/unit_price"} <= set(faults)
    assert "19.6 is no French VAT rate" in faults["/items/0/vat"]
    # -- two contracts of a tenant that overlap
    assert "contracts do not overlap" in refused("/v1/contracts", {**contract, "from": "2026-02-01"}, 409)["/from"]
    # -- a period that is no month, and a month that is not over
    assert set(refused("/v1/runs", {"period": "2026-13"}, 422)) == {"/period"}
    assert "is not over" in refused("/v1/runs", {"period": "2026-12"}, 409)["/period"]
    # -- a part that the invoice has not, and a dated figure twice
    run = house.post("billing", "/v1/runs", {"period": "2026-03", "tenants": ["eau-de-paris"]}, "billing", 201)
    (number,) = run["invoices"]
    before = numbers(house)
    parts = {"why": "no", "lines": [{"n": 99, "net": "1.00"}, {"n": 1, "net": "-1.00"}]}
    assert set(refused(f"/v1/invoices/{number}/credit-note", parts, 422)) == {"/lines/0/n", "/lines/1/net"}
    figure = {"name": "icht", "on": "2026-01-01", "value": "125.0", "source": "INSEE"}
    house.post("billing", "/v1/indices", figure, "billing", 201)
    assert set(refused("/v1/indices", {**figure, "value": "126.0"}, 409)) == {"/value"}
    assert numbers(house) == before


def test_an_invoice_is_a_page_with_its_xml_in_it(house: House) -> None:
    house.post("billing", "/v1/tenants", {**LETTERS, "id": "letters"}, "billing", 201)
    contract = {"tenant": "letters", "from": "2026-01-01", "engagement": "E-1", "items": [ITEM]}
    house.post("billing", "/v1/contracts", contract, "billing", 201)
    before = numbers(house)
    run = house.post("billing", "/v1/runs", {"period": "2026-01", "tenants": ["letters"]}, "billing", 201)
    assert (run["invoices"], run["skipped"]) == (
        [], [{"tenant": "letters", "why": "the letters 京東 cannot be printed"}]
    )  # fmt: skip
    assert numbers(house) == before

    run = house.post("billing", "/v1/runs", {"period": "2026-03", "tenants": ["eau-de-paris"]}, "billing", 201)
    (number,) = run["invoices"]
    xml, pdf, again = (read(house, f"/v1/invoices/{number}.{kind}") for kind in ("xml", "pdf", "pdf"))
    assert (xml.headers["content-type"], pdf.headers["content-type"]) == ("application/xml", "application/pdf")
    assert f"<ram:ID>{number}</ram:ID>" in xml.text
    assert get_xml_from_pdf(pdf.content) == ("factur-x.xml", xml.content)
    assert pdf.content == again.content
    assert read(house, "/v1/invoices/2026-999999.pdf").status_code == 404


def read(house: House, path: str) -> httpx.Response:
    return house.running.http.get(house.running.url("billing", path), headers=house.running.headers("billing"))
