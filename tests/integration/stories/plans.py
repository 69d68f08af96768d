"""The site of these stories: two halls with a tenant's racks and disks in each, two ways of power, one generator."""

from __future__ import annotations

from typing import Any

from tests.integration.services.plans import ACCESS, FIRE, TB, priced, tenant

HALLS = {"hall-a": ("ap-hp", "e"), "hall-b": ("eau-de-paris", "m")}
"""Whose racks stand in a hall, and the name of their row."""

SELDOM = {"interval_seconds": 86_400}
"""What reads in these stories does not fall silent while they are told."""

POWER: dict[str, Any] = {
    "feeds": [{"id": feed, "name": feed, "incomer": f"incomer-{feed}"} for feed in "ab"],
    "nodes": [
        *({"id": f"ats-{feed}", "kind": "ats", "from": [feed, "g1"], "source": f"ats-{feed}"} for feed in "ab"),
        *({"id": f"ups-{feed}", "kind": "ups", "from": [f"ats-{feed}"], "source": f"ups-{feed}"} for feed in "ab"),
    ],
    "sources": [
        *({"id": f"incomer-{feed}", "quantities": ["power", "state"], **SELDOM} for feed in "ab"),
        *({"id": f"ats-{feed}", "quantities": ["state"], **SELDOM} for feed in "ab"),
        *({"id": f"ups-{feed}", "quantities": ["charge", "runtime", "power"], **SELDOM} for feed in "ab"),
        {"id": "genset", "quantities": ["state", "fuel", "power"], **SELDOM},
    ],
    "racks": [
        {
            "row": row,
            "zone": hall,
            "count": 2,
            "breaker_amps": 32,
            "feeds": ["a", "b"],
            "pdu": {"from": "ups-{feed}", "breaker_amps": 100},
            **SELDOM,
        }
        for hall, (_, row) in HALLS.items()
    ],
    "generator": {"id": "g1", "source": "genset", "nameplate_kw": "1000", "tank_litres": "27500"},
}

STORAGE: dict[str, Any] = {
    "pools": [
        {"id": f"disks-{hall}", "kind": "replicated", "raw_bytes": 300 * TB, "k": 1, "m": 2, "zone": hall}
        for hall in HALLS
    ],
    "volumes": [
        {"id": f"{who}-volume", "tenant": who, "pool": f"disks-{hall}", "quota_bytes": 10 * TB}
        for hall, (who, _) in HALLS.items()
    ],
}

BILLING: dict[str, Any] = {
    "tenants": [tenant("ap-hp", "26750045200011", 50), tenant("eau-de-paris", "51061105600019", 30)],
    "contracts": [
        {
            "tenant": who,
            "from": "2026-01-01",
            "engagement": f"{who}-1",
            "items": [
                priced("energy", "kWh", "0.1834", sources=[f"{row}01-a", f"{row}01-b"]),
                priced("rack", "rack-month", "310.00", racks=[f"{row}01", f"{row}02"]),
                priced("storage", "TB-month", "11.80"),
            ],
        }
        for who, row in HALLS.values()
    ],
}

SHALLOW = [{**zone, "cylinders": {"count": 9, "gas_m3": 37.9}} for zone in FIRE["zones"]]
"""39 % of gas: who is inside when it comes does not die of it."""

SITE = {"access": ACCESS, "fire": {"zones": SHALLOW}, "power": POWER, "storage": STORAGE, "billing": BILLING}
