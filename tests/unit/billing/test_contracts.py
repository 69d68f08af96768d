"""Contracts are dated: a new price never touches the past, and nothing touches what is invoiced."""

from __future__ import annotations

from typing import Any

import pytest

from libs.events import Refused
from services.billing.bodies import End, RegisterTenant
from services.billing.bodies_of_contracts import AgreeContract
from services.billing.events import ContractAgreed, ContractEnded, TenantRegistered
from services.billing.routes import contracts, tenants
from tests.unit.billing.story import AP_HP, Billing, item, utc

FIXED = item("fixed", "100.00", "month")


def end(billing: Billing, contract: str, at: str) -> None:
    contracts.end_of_contract(contract, End(at=utc(at)), billing.unit)


def test_a_tenant_registers_once_and_is_told() -> None:
    billing = Billing().tenant().tenant()
    (told,) = billing.told
    assert isinstance(told, TenantRegistered)
    assert (told.siret, told.payment_days) == ("26750045200011", 50)
    with pytest.raises(Refused, match="registered already"):
        billing.tenant(name="Another")


@pytest.mark.parametrize(
    ("siret", "why"),
    [("26750045200012", "checksum"), ("2675004520001", "length"), ("AP-HP", "length|format")],
)
def test_a_siret_with_a_wrong_digit_is_refused(siret: str, why: str) -> None:
    with pytest.raises(ValueError, match=f"is no SIRET: .*({why})"):
        RegisterTenant.model_validate({**AP_HP, "siret": siret})


def test_a_siret_is_kept_without_its_spaces() -> None:
    billing = Billing().tenant(siret="267 500 452 00011")
    assert billing.unit.tenants.need("ap-hp").siret == "26750045200011"


def test_a_contract_is_agreed_and_told() -> None:
    billing = Billing().tenant()
    id = billing.contract(item("energy", "0.1834", "kWh", sources=["rack-1-a"]))
    assert id == "ap-hp.2026-01-01"
    told = billing.told[-1]
    assert isinstance(told, ContractAgreed)
    assert (told.contract, told.until, told.items[0].sources) == (id, None, ("rack-1-a",))


def test_contracts_of_a_tenant_do_not_overlap() -> None:
    billing = Billing().tenant().tenant("eau-de-paris")
    billing.contract(FIXED, until="2026-06-30")
    with pytest.raises(Refused, match="contracts do not overlap") as refused:
        billing.contract(FIXED, since="2026-06-30")
    assert (refused.value.kind, refused.value.faults[0][0]) == ("conflict", "/from")
    billing.contract(FIXED, since="2026-07-01")
    billing.contract(FIXED, since="2026-06-30", tenant="eau-de-paris")


def test_an_unknown_tenant_and_a_second_contract_of_a_day_are_refused() -> None:
    billing = Billing().tenant()
    with pytest.raises(Refused, match="no tenant ap-hq"):
        billing.contract(FIXED, tenant="ap-hq")
    billing.contract(FIXED)
    with pytest.raises(Refused, match="agreed already"):
        billing.contract(FIXED)


def test_all_that_the_items_lack_is_said_at_once() -> None:
    with pytest.raises(Refused) as refused:
        Billing().tenant().contract(
            item("energy", "0.10", "MWh"),
            item("overage_power", "30", "kW", sources=["a", "a"]),
            item("rack", "650", "month"),
            item("fixed", "10", "month", included="1"),
            until="2025-12-31",
        )
    assert refused.value.kind == "invalid"
    assert sorted(at for at, _ in refused.value.faults) == [
        "/items/0/sources",
        "/items/0/unit",
        "/items/1/committed_kw",
        "/items/1/sources",
        "/items/2/racks",
        "/items/3/included",
        "/until",
    ]


@pytest.mark.parametrize(
    "spoiled",
    [
        {"from": 20260101},
        {"from": "2026-01-01T00:00:00Z"},
        {"from": "2026-02-30"},
        {"items": []},
        {"items": [{**FIXED, "unit_price": 100.0}]},
        {"items": [{**FIXED, "unit_price": "-1"}]},
        {"items": [{**FIXED, "vat": "19.6"}]},
        {"items": [{**FIXED, "vat": "NaN"}]},
        {"items": [{**FIXED, "kind": "water"}]},
        {"items": [{**FIXED, "surprise": 1}]},
        {"engagement": ""},
    ],
)
def test_a_body_that_is_not_of_its_shape_is_refused(spoiled: dict[str, Any]) -> None:
    good = {"tenant": "ap-hp", "from": "2026-01-01", "engagement": "1", "items": [FIXED]}
    AgreeContract.model_validate(good)
    with pytest.raises(ValueError, match="validation error"):
        AgreeContract.model_validate({**good, **spoiled})


def test_a_contract_may_be_back_dated_until_its_month_is_invoiced() -> None:
    billing = Billing("2026-03-05T09:00:00").tenant()
    billing.contract(FIXED, until="2026-01-17")
    billing.run("2026-01")
    with pytest.raises(Refused, match="2026-01 is invoiced"):
        billing.contract(FIXED, since="2026-01-18")
    billing.contract(FIXED, since="2026-02-01")
    billing.contract(FIXED, since="2025-12-01", until="2025-12-31")


def test_a_contract_ends_on_a_day_in_paris_that_it_still_covers() -> None:
    billing = Billing("2026-03-18T09:00:00").tenant()
    id = billing.contract(FIXED)
    end(billing, id, "2026-03-16T23:30:00")  # 00:30 on the 17th in Paris
    told = billing.told[-1]
    assert isinstance(told, ContractEnded)
    assert str(told.until) == "2026-03-17"
    before = len(billing.told)
    end(billing, id, "2026-03-17T10:00:00")
    assert len(billing.told) == before
    with pytest.raises(Refused, match="ends on 2026-03-17 already"):
        end(billing, id, "2026-03-18T10:00:00")


def test_a_contract_cannot_end_before_a_month_that_it_was_invoiced_for() -> None:
    billing = Billing("2026-02-05T09:00:00").tenant()
    id = billing.contract(FIXED)
    billing.run("2026-01")
    with pytest.raises(Refused, match="2026-01 is invoiced"):
        end(billing, id, "2026-01-30T12:00:00")
    end(billing, id, "2026-01-31T12:00:00")


def test_a_tenant_leaves_after_its_contracts() -> None:
    billing = Billing("2026-03-18T09:00:00").tenant()
    id = billing.contract(FIXED)
    with pytest.raises(Refused, match="end it first"):
        tenants.end_of_tenant("ap-hp", End(), billing.unit)
    end(billing, id, "2026-03-17T10:00:00")
    assert str(tenants.end_of_tenant("ap-hp", End(), billing.unit).ended_on) == "2026-03-18"
    with pytest.raises(Refused, match="left on 2026-03-18"):
        billing.contract(FIXED, since="2026-04-01")
