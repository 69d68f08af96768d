"""The small site of these stories: four halls, two feeds, two pools, two tenants, and sixteen more to be billed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

OPENED = datetime(2026, 4, 2, 8, 0, tzinfo=UTC)
"""The platform's time when the site starts: March 2026, of 743 hours in Paris, is over."""

HALLS = ("hall-a", "hall-b", "hall-c", "hall-d")
AGENTS = ("agent-1", "agent-2", "agent-3")
SMALL_TENANTS = tuple(f"t-{n:02}" for n in range(1, 17))
TB = 10**12

ACCESS: dict[str, Any] = {
    "zones": [
        {"id": "street", "name": "Rue", "outdoors": True},
        {"id": "reception", "name": "Accueil"},
        *({"id": hall, "name": hall, "egress": [f"door-{hall}"]} for hall in HALLS),
    ],
    "doors": [
        {"id": "door-main", "name": "Entrée", "from": "street", "to": "reception"},
        *({"id": f"door-{hall}", "name": hall, "from": "reception", "to": hall} for hall in HALLS),
    ],
    "people": [
        *({"id": agent, "name": agent, "employer": "City", "kind": "staff"} for agent in AGENTS),
        {"id": "visitor-1", "name": "visitor-1", "employer": "Maker", "kind": "visitor"},
    ],
    "badges": [{"person": agent, "facility": 75, "card": n} for n, agent in enumerate(AGENTS, start=1)],
    "rights": [{"person": agent, "zone": zone} for agent in AGENTS for zone in ("reception", *HALLS)],
}

FIRE: dict[str, Any] = {
    "zones": [
        {
            "id": hall,
            "name": hall,
            "volume_m3": 690,
            "cylinders": {"count": 11, "gas_m3": 37.9},  # 45.3 % of gas: above the NOAEL
            "detectors": [
                {"device": f"{hall}-optical", "technology": "optical"},
                {"device": f"{hall}-heat", "technology": "heat"},
            ],
        }
        for hall in HALLS
    ]
}

SLOW = {"interval_seconds": 3600, "register_digits": 6}

POWER: dict[str, Any] = {
    "feeds": [
        {"id": "a", "name": "Voie A", "incomer": "incomer-a"},
        {"id": "b", "name": "Voie B", "incomer": "incomer-b"},
    ],
    "nodes": [{"id": f"ups-{feed}", "kind": "ups", "from": [feed], "breaker_amps": 200} for feed in "ab"],
    "sources": [
        {"id": "incomer-a", "quantities": ["power", "state"], "interval_seconds": 600},
        {"id": "incomer-b", "quantities": ["power", "state"], "interval_seconds": 600},
        {"id": "genset", "quantities": ["state", "fuel", "power"], "interval_seconds": 600},
        {"id": "ups", "quantities": ["charge"], "interval_seconds": 1},
        {"id": "heat-exchanger", "quantities": ["heat"], "interval_seconds": 3600},
        {"id": "heat-pump", "quantities": ["heat"], "interval_seconds": 3600},
    ],
    "racks": [
        {
            "row": "n",  # for the stories of the graph
            "count": 1,
            "breaker_amps": 32,
            "feeds": ["a", "b"],
            "pdu": {"from": "ups-{feed}", "breaker_amps": 26},
            **SLOW,
        },
        *(
            {
                "row": row,
                "count": 1,
                "breaker_amps": 32,
                "feeds": ["a", "b"],
                "interval_seconds": 3600,
                "register_digits": 6,
            }
            for row in ("e", "r", "w")
        ),  # e01 … is AP-HP's, r01 and w01 are for the stories of the record
    ],
    "generator": {"id": "g1", "source": "genset", "nameplate_kw": "1000", "tank_litres": "28000"},
}

STORAGE: dict[str, Any] = {
    "pools": [
        {"id": "objects", "kind": "replicated", "raw_bytes": 300 * TB, "k": 1, "m": 2, "zone": "hall-b"},
        {"id": "archive", "kind": "erasure", "raw_bytes": 60 * TB, "k": 4, "m": 2, "zone": "hall-c"},
        {"id": "small", "kind": "replicated", "raw_bytes": 180 * TB, "k": 1, "m": 2, "nodes": 6},
    ],
    "volumes": [
        {"id": "ap-hp-imaging", "tenant": "ap-hp", "pool": "objects", "quota_bytes": 60 * TB},
        {"id": "eau-de-paris-backup", "tenant": "eau-de-paris", "pool": "objects", "quota_bytes": 10 * TB},
        {"id": "city-archive", "tenant": "ville-de-paris", "pool": "archive", "quota_bytes": 20 * TB},
    ],
}


def priced(kind: str, unit: str, unit_price: str, **more: Any) -> dict[str, Any]:
    """An item of a contract, at 20 % VAT."""
    return {"kind": kind, "label": kind, "unit": unit, "unit_price": unit_price, "vat": "20.0", **more}


def fixed(tenant: str, price: str, **days: str) -> dict[str, Any]:
    """A contract with nothing but a monthly price."""
    return {"tenant": tenant, **days, "engagement": f"{tenant}-1", "items": [priced("fixed", "month", price)]}


def tenant(id: str, siret: str, payment_days: int) -> dict[str, Any]:
    address = {"line": "1 rue Neuve", "postcode": "75013", "city": "Paris", "country": "FR"}
    return {"id": id, "name": id, "siret": siret, "payment_days": payment_days, "address": address}


METERS = ["e01-a", "e01-b"]

BILLING: dict[str, Any] = {
    "tenants": [
        tenant("ap-hp", "26750045200011", 50),
        tenant("eau-de-paris", "51061105600019", 30),
        *(tenant(id, "21750001600019", 30) for id in SMALL_TENANTS),
    ],
    "contracts": [
        {
            "tenant": "ap-hp",
            "from": "2026-03-01",
            "engagement": "AP-HP-2026-0001",
            "items": [
                priced("energy", "kWh", "0.1834", sources=METERS),
                priced("committed_power", "kW", "14.50", committed_kw="2.5"),
                priced("overage_power", "kW", "29.00", committed_kw="2.5", sources=METERS),
                priced("storage", "TB-month", "11.80"),
                priced("rack", "rack-month", "310.00", racks=["e01", "e02"]),
                priced("visit", "visit", "45.00", included="1"),
                priced("fixed", "month", "1850.00"),
                priced("heat_credit", "kWh", "0.0031", sources=["heat-exchanger"]),
            ],
        },
        fixed("eau-de-paris", "640.00", **{"from": "2026-01-01"}),
        *(fixed(id, "100.00", **{"from": "2026-02-01", "until": "2026-02-28"}) for id in SMALL_TENANTS),
    ],
}

SITE = {"access": ACCESS, "fire": FIRE, "power": POWER, "storage": STORAGE, "billing": BILLING}
