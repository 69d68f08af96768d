"""The site that comes with the platform: every service takes its section, and the figures are the City's."""

from __future__ import annotations

import importlib
import json
import re
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from libs.runtime.yaml_lines import read_yaml
from services.power.domain.nodes import SWITCHES
from simulator.panels import OXYGEN_EVERY

FILE = Path(__file__).parents[2] / "site.yaml"
SERVICES = ("access", "fire", "power", "storage", "billing")
HOSTED = ("ap-hp", "eau-de-paris")


@pytest.fixture(scope="module")
def site() -> dict[str, Any]:
    document = read_yaml(FILE.read_text(encoding="utf-8"))
    assert document.faults == []
    found: dict[str, Any] = document.value
    return found


def section(site: dict[str, Any], service: str) -> Any:
    """A service's section, as that service reads it."""
    model: type[BaseModel] = importlib.import_module(f"services.{service}.site").Section
    return model.model_validate_json(json.dumps(site[service]))


@pytest.mark.parametrize("service", SERVICES)
def test_each_service_takes_its_section(site: dict[str, Any], service: str) -> None:
    assert section(site, service)


def test_the_file_holds_nothing_else_and_says_that_it_is_simulated(site: dict[str, Any]) -> None:
    assert set(site) == {"simulated", "name", "site", *SERVICES}
    assert site["simulated"] is True


def test_the_rooms_are_760_m2_and_are_accesss_zones(site: dict[str, Any]) -> None:
    rooms = site["site"]["rooms"]
    assert site["site"]["useful_m2"] == sum(rooms.values()) == 760
    indoors = {zone.id for zone in section(site, "access").zones if not zone.outdoors}
    assert indoors == set(rooms)


def test_zone_ids_are_the_same_in_all_services(site: dict[str, Any]) -> None:
    zones = {zone.id for zone in section(site, "access").zones}
    assert {zone.id for zone in section(site, "fire").zones} <= zones
    assert {pool.zone for pool in section(site, "storage").pools if pool.zone} <= zones
    assert {rack.zone for rack in section(site, "power").planned_racks()} == {"hall-a", "hall-b"} <= zones


def test_panels_and_transfer_switches_are_watched(site: dict[str, Any]) -> None:
    assert {zone.silent_after_seconds for zone in section(site, "fire").zones} == {3 * OXYGEN_EVERY}
    nodes = section(site, "power").nodes
    switches = {node.id: node.source for node in nodes if node.kind in SWITCHES}
    assert switches == {id: id for id in ("ats-a", "ats-b", "sts-cooling")}


def test_each_fire_zone_has_two_technologies_and_a_door_that_its_alarm_frees(site: dict[str, Any]) -> None:
    access = section(site, "access")
    doors, egress = access.doors, {zone.id: zone.egress for zone in access.zones}
    for zone in section(site, "fire").zones:
        assert len({detector.technology for detector in zone.detectors}) >= 2
        own = {door.id for door in doors if zone.id in (door.from_zone, door.to)}
        assert own
        assert own <= set(egress[zone.id])


def test_the_first_door_leads_from_the_street_into_a_zone_without_a_rule(site: dict[str, Any]) -> None:
    access = section(site, "access")
    in_file, by_id = access.doors[0], min(access.doors, key=lambda door: door.id)
    for first in (in_file, by_id):
        (zone,) = (zone for zone in access.zones if zone.id == first.to)
        assert zone.rules.model_fields_set == set()
        assert first.from_zone == "street"


def test_everybody_has_a_badge_and_nobody_a_real_name(site: dict[str, Any]) -> None:
    access = section(site, "access")
    assert {badge.person for badge in access.badges} == {person.id for person in access.people}
    for person in access.people:
        assert re.fullmatch(r"(Agent|Contractor|Visitor) \d\d", person.name)
        assert person.id == person.name.lower().replace(" ", "-")


def test_240_racks_have_both_feeds_and_others_have_meters_too(site: dict[str, Any]) -> None:
    power = section(site, "power")
    racks = [rack for row in power.racks for rack in row.racks()]
    assert len({rack.id for rack in racks}) == site["site"]["racks"] == 240
    assert all({supply.feed for supply in rack.supplies} == {"a", "b"} for rack in racks)
    sources = list(power.planned_sources())
    assert len([source for source in sources if source.rack]) == 480
    assert {"incomer-a", "incomer-b", "generator", "heat-exchanger"} <= {s.id for s in sources if s.rack is None}


def test_the_tank_lasts_a_week_at_half_of_nameplate(site: dict[str, Any]) -> None:
    generator = section(site, "power").generator
    hours = float(generator.tank_litres) * 0.85 / float(generator.fuel_curve["50"])
    assert hours >= site["site"]["generator_autonomy_hours"] == 7 * 24


def test_the_pools_are_2_5_pb_raw_and_this_host(site: dict[str, Any]) -> None:
    pools = section(site, "storage").pools
    raw = sum(pool.raw_bytes for pool in pools if pool.raw_bytes)
    assert raw == site["site"]["raw_storage_bytes"] == 25 * 10**14
    assert {pool.host for pool in pools if pool.raw_bytes is None} == {"disks", "memory"}


def test_the_largest_pool_can_promise_300_tb_more(site: dict[str, Any]) -> None:
    storage = section(site, "storage")
    usable = {pool.id: pool.raw_bytes * pool.k // (pool.k + pool.m) for pool in storage.pools if pool.raw_bytes}
    largest = max(usable, key=lambda id: usable[id])
    promised = sum(share.quota_bytes for share in storage.shares() if share.pool == largest)
    assert usable[largest] - promised >= 300 * 10**12


def test_3500_virtual_and_300_physical_servers_are_in_the_inventory(site: dict[str, Any]) -> None:
    groups = section(site, "storage").servers
    count = {kind: sum(g.count for g in groups if g.kind == kind) for kind in ("virtual", "physical")}
    assert count == {"virtual": 3_500, "physical": 300}
    assert (site["site"]["virtual_servers"], site["site"]["physical_servers"]) == (3_500, 300)
    names = [name for share in section(site, "storage").shares() if share.servers for name in share.servers.names()]
    assert len(set(names)) == 3_800


def test_the_two_hosted_bodies_have_contracts_from_the_first_of_january(site: dict[str, Any]) -> None:
    billing = section(site, "billing")
    assert {tenant.id: tenant.payment_days for tenant in billing.tenants} == {"ap-hp": 50, "eau-de-paris": 30}
    assert {contract.tenant: str(contract.from_) for contract in billing.contracts} == {
        "ap-hp": "2026-01-01", "eau-de-paris": "2026-01-01",
    }  # fmt: skip
    assert {volume.tenant for volume in section(site, "storage").volumes} == {*HOSTED, "ville-de-paris"}


def test_each_contract_is_metered_where_its_racks_stand(site: dict[str, Any]) -> None:
    power = section(site, "power")
    meters = {source.id: source.rack for source in power.planned_sources()}
    taken: list[str] = []
    for contract in section(site, "billing").contracts:
        items = {item.kind.value: item for item in contract.items}
        assert set(items) >= {"energy", "committed_power", "overage_power", "storage", "rack", "visit"}
        racks = set(items["rack"].racks)
        assert {id for id, rack in meters.items() if rack in racks} == set(items["energy"].sources)
        assert set(items["overage_power"].sources) == set(items["energy"].sources)
        taken += racks
    assert len(taken) == len(set(taken))
