"""The whole site, simulated: what a newcomer does with it, on one platform, and once more after a restart."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx

from libs.events.services import SERVICES
from libs.runtime.ports import free_base
from libs.runtime.topology import OFFSETS, Topology
from libs.testing.running import until
from libs.testing.up import Up, chapelle, up
from simulator.panels import oxygen

MONTH_SECONDS = 600


class Site:
    """A running platform, asked over HTTP as an admin."""

    def __init__(self, running: Up) -> None:
        self.running, self.at = running, Topology(running.base)
        token = chapelle("token", "--role", "admin", "--data", str(running.data)).stdout.strip()
        self.http = httpx.Client(headers={"authorization": f"Bearer {token}"}, timeout=30)

    def get(self, service: str, path: str) -> Any:
        answer = self.http.get(self.at.url(service) + path)
        answer.raise_for_status()
        return answer.json()

    def published(self) -> int:
        return sum(one["last"] for s in SERVICES for one in self.get(s, "/v1/record/last")["items"])

    def console_has_all(self) -> bool:
        """Every event of every service, the console's own included; more come while we look."""
        before = self.published()
        return bool(before and self.get("console", "/v1/overview")["position"] >= before)

    def letters(self) -> list[Any]:
        return [one for s in SERVICES if s != "console" for one in self.get(s, "/v1/dead-letters")["items"]]

    def demo(self, story: str) -> str:
        told = chapelle("demo", story, "--data", str(self.running.data), timeout=MONTH_SECONDS)
        assert told.returncode == 0, told.stdout[-2000:] + told.stderr[-2000:]
        return told.stdout

    def air_is_measured(self) -> None:
        """At this moment, in every zone: as the panels do every ten minutes."""
        zones = [zone["zone"] for zone in self.get("fire", "/v1/zones")["items"]]
        measured = list(oxygen(zones, datetime.fromisoformat(self.get("billing", "/v1/payback")["as_of"])))
        said = self.http.post(self.at.url("fire") + "/v1/panel-signals", json={"signals": measured})
        assert said.json() == {"accepted": len(zones), "duplicates": 0, "rejected": []}

    def invoices(self) -> list[str]:
        return sorted(one["number"] for one in self.get("billing", "/v1/invoices")["items"])


def test_a_newcomer_plays_with_the_site(tmp_path: Path) -> None:
    data, base = tmp_path / "data", free_base(OFFSETS)
    with up(data, base) as first:
        site = Site(first)
        until(site.console_has_all, "the console has every event", 60)
        site.air_is_measured()
        drill = site.demo("fire-drill")
        assert "doors-released" in drill
        assert "muster-frozen" in drill
        assert "doors-secured" in drill
        assert "billing opened no service-credit window" in drill

        outage = site.demo("outage")
        assert "240 of them" in outage
        assert "generator-failed-to-start" in outage
        assert "while both were lost: a lost, b lost; 0 of 32 boards without power" in outage
        assert [feed["state"] for feed in site.get("power", "/v1/feeds")["items"]] == ["live", "live"]

        month = site.demo("month")
        assert "2026-000001" in month
        issued = site.invoices()
        assert len(issued) == 2
        site.demo("month")
        assert site.invoices() == issued

        until(site.console_has_all, "the console has every event", 60)
        assert site.letters() == []
        published = site.published()
        assert first.stop() == 0

    with up(data, base) as again:  # the broker has forgotten everything; the services have not
        site = Site(again)
        assert site.published() >= published
        until(site.console_has_all, "the console has every event again", 60)
        assert site.invoices() == issued
        assert site.letters() == []
        shown = chapelle("events", "--data", str(data), "--type", "fr.chapelle.billing.invoice-issued.v1")
        assert [json.loads(line)["subject"] for line in shown.stdout.splitlines()] == issued
        assert again.stop() == 0
