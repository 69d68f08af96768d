"""Billing's part of the site file: loaded again it changes nothing, and all its faults are said at once."""

from __future__ import annotations

from typing import Any

import pytest

from libs.events import Refused
from services.billing.bodies import End
from services.billing.routes import contracts
from services.billing.site import Section, load
from tests.unit.billing.story import AP_HP, Billing, item, utc

CONTRACT: dict[str, Any] = {
    "tenant": "ap-hp",
    "from": "2026-01-01",
    "engagement": "4500012345",
    "items": [item("fixed", "100.00", "month")],
}


def section(*contracts: dict[str, Any]) -> Section:
    return Section.model_validate({"tenants": [AP_HP], "contracts": list(contracts)})


def test_a_site_is_loaded_once_and_for_all() -> None:
    billing = Billing()
    assert load(section(CONTRACT), billing.unit) == []
    assert [type(told).__name__ for told in billing.told] == ["TenantRegistered", "ContractAgreed"]
    assert load(section(CONTRACT), billing.unit) == []
    assert len(billing.told) == 2


def test_a_changed_price_is_taken_over_while_nothing_of_it_is_invoiced() -> None:
    billing = Billing()
    load(section(CONTRACT), billing.unit)
    dearer = {**CONTRACT, "items": [item("fixed", "120.00", "month")]}
    load(section(dearer), billing.unit)
    billing.at("2026-02-02T08:00:00").run("2026-01")
    assert str(billing.invoice("2026-000001").totals.net) == "120.00"
    with pytest.raises(Refused, match="2026-01 is invoiced") as refused:
        load(section(CONTRACT), billing.unit)
    assert refused.value.faults[0][0] == "/contracts/0/from"


def test_an_end_and_a_successor_may_be_written_after_invoices() -> None:
    billing = Billing()
    load(section(CONTRACT), billing.unit)
    billing.at("2026-02-02T08:00:00").run("2026-01")
    ended = {**CONTRACT, "until": "2026-02-28"}
    successor = {**CONTRACT, "from": "2026-03-01", "items": [item("fixed", "90.00", "month")]}
    load(section(ended, successor), billing.unit)
    billing.at("2026-04-02T08:00:00").run("2026-03")
    assert str(billing.invoice("2026-000002").totals.net) == "90.00"


def test_an_end_that_was_commanded_stays_although_the_file_has_none() -> None:
    billing = Billing("2026-02-02T08:00:00")
    load(section(CONTRACT), billing.unit)
    contracts.end_of_contract("ap-hp.2026-01-01", End(at=utc("2026-02-01T08:00")), billing.unit)
    told = len(billing.told)
    load(section(CONTRACT), billing.unit)
    assert len(billing.told) == told
    assert str(billing.unit.contracts.need("ap-hp.2026-01-01").last_day) == "2026-02-01"


def test_what_the_file_no_longer_names_is_said_and_stays() -> None:
    billing = Billing()
    load(section(CONTRACT), billing.unit)
    gone = load(Section(), billing.unit)
    assert gone == [
        "tenant ap-hp is no longer named",
        "contract ap-hp.2026-01-01 is no longer named; it runs on until it is ended",
    ]
    assert billing.unit.contracts.need("ap-hp.2026-01-01").last_day is None


def test_the_issuer_of_the_file_stands_on_the_invoices() -> None:
    issuer = {
        "name": "Ville de Paris", "siret": "21750001600019", "vat_number": "FR72217500016",
        "iban": "FR7630001007941234567890185", "address": AP_HP["address"],
    }  # fmt: skip
    billing = Billing("2026-02-02T08:00:00")
    load(Section.model_validate({"issuer": issuer, "tenants": [AP_HP], "contracts": [CONTRACT]}), billing.unit)
    billing.run("2026-01")
    assert billing.invoice("2026-000001").seller.iban == issuer["iban"]
    with pytest.raises(Refused) as refused:
        Section.model_validate({"issuer": {**issuer, "iban": "FR7630001007941234567890186", "vat_number": "FR1"}})
    assert [at for at, _ in refused.value.faults] == ["/issuer/vat_number", "/issuer/iban"]


def test_every_fault_between_tenants_and_contracts_is_said_at_once() -> None:
    with pytest.raises(Refused) as refused:
        Section.model_validate(
            {
                "tenants": [AP_HP, AP_HP],
                "contracts": [
                    CONTRACT,
                    {**CONTRACT, "from": "2026-06-01"},
                    {**CONTRACT, "tenant": "eau-de-pari"},
                    {
                        **CONTRACT,
                        "tenant": "eau-de-pari",
                        "from": "2025-01-01",
                        "until": "2025-12-31",
                        "items": [
                            item("energy", "0.1", "kWh"),
                        ],
                    },
                ],
            }
        )
    assert sorted(at for at, _ in refused.value.faults) == [
        "/contracts/1/from",
        "/contracts/2/tenant",
        "/contracts/3/items/0/sources",
        "/contracts/3/tenant",
        "/tenants/1/id",
    ]
