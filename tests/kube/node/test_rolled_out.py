"""Rolled out on a real node: a badge is checked and a month is closed, by who asks from outside the pods."""

from __future__ import annotations

import json

import httpx
import pytest

from libs.events.services import SERVICES
from simulator.stories import month
from tests.kube.deployed import Deployed

CHECK = {
    "door": "entrance", "direction": "in", "credential": {"format": "H10301", "facility": 118, "card": 20001},
}  # fmt: skip


def test_a_badge_is_checked(deployed: Deployed) -> None:
    headers = {"authorization": f"Bearer {deployed.token('desk')}", "idempotency-key": "first"}
    answer = httpx.post(f"{deployed.there.url('access')}/v1/checks", json=CHECK, headers=headers, timeout=30)
    assert (answer.status_code, answer.json()["decision"], answer.json()["person"]) == (200, "granted", "agent-01")


def test_a_month_is_closed(deployed: Deployed) -> None:
    told: list[str] = []
    assert month.play(deployed.there, deployed.token, deployed.site.whole, told.append, True) == 0, told
    invoices = json.loads(told[-1])["invoices"]
    assert {invoice["tenant"] for invoice in invoices} == {"ap-hp", "eau-de-paris"}


def test_the_site_handed_out_again_is_as_it_was(deployed: Deployed) -> None:
    assert "site.yaml, as it was" in deployed.job("site")


@pytest.mark.parametrize("service", SERVICES)
def test_what_must_hold_holds(deployed: Deployed, service: str) -> None:
    deployed.wait_quiet()
    checks = json.loads(deployed.job(f"{service}-verify").splitlines()[-1])
    assert {check["check"] for check in checks} >= {"outbox"}
    assert [breach for check in checks for breach in check["breaches"]] == []
