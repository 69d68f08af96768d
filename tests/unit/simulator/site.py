"""A house of three rooms, and the APIs of its platform, which write down what they are told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import repeat
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI, Request, Response

from libs.runtime.topology import Topology
from simulator.apis import Apis

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

SITE: dict[str, Any] = {
    "access": {
        "zones": [
            {"id": "street", "name": "Rue", "outdoors": True},
            {"id": "lobby", "name": "Accueil"},
            {"id": "office", "name": "Bureau"},
            {"id": "hall", "name": "Salle"},
            {"id": "vault", "name": "Coffre"},
        ],
        "doors": [
            {"id": "entrance", "name": "Entrée", "from": "street", "to": "lobby"},
            {"id": "office-door", "name": "Bureau", "from": "lobby", "to": "office"},
            {"id": "hall-door", "name": "Salle", "from": "lobby", "to": "hall"},
            {"id": "vault-door", "name": "Coffre", "from": "hall", "to": "vault"},
        ],
        "people": [
            {"id": f"p{n}", "name": f"P{n}", "employer": "Ville", "kind": "staff"} for n in range(6)
        ],
        "badges": [{"person": f"p{n}", "facility": 75, "card": 100 + n} for n in range(6)],
        "rights": [
            {"person": f"p{n}", "zone": zone} for n in range(6) for zone in ("lobby", "office", "hall")
        ],
    },
    "fire": {
        "zones": [
            {"id": "hall", "name": "Salle", "volume_m3": 1000, "cylinders": {"count": 30, "gas_m3": 20.05}},
            {"id": "vault", "name": "Coffre", "volume_m3": 1000, "cylinders": {"count": 25, "gas_m3": 20}},
        ]
    },
    "power": {
        "feeds": [{"id": "a", "name": "A", "incomer": "in-a"}, {"id": "b", "name": "B", "incomer": "in-b"}],
        "sources": [
            {"id": "in-a", "quantities": ["energy", "power", "voltage"]},
            {"id": "in-b", "quantities": ["energy", "power", "voltage"]},
            {"id": "genset", "quantities": ["state", "fuel", "power"]},
            {"id": "heat", "quantities": ["heat", "temperature"], "interval_seconds": 300},
        ],
        "racks": [{"row": "a", "count": 3, "breaker_amps": 32, "feeds": ["a", "b"]}],
        "generator": {"id": "g1", "source": "genset", "nameplate_kw": "1000", "tank_litres": "27500"},
    },
    "storage": {
        "pools": [
            {"id": "blocks", "kind": "replicated", "raw_bytes": 9_000, "m": 2},
            {"id": "this-host", "kind": "replicated", "host": "disks"},
        ],
        "volumes": [{"id": "v1", "tenant": "t1", "pool": "blocks", "quota_bytes": 1_000}],
        "servers": [
            {"volume": "v2", "tenant": "t1", "pool": "blocks", "kind": "virtual", "prefix": "vm", "count": 4,
             "quota_bytes": 500},
        ],
    },
}  # fmt: skip


def at(seconds: float) -> datetime:
    """The moment `seconds` into the story."""
    return START + timedelta(seconds=seconds)


class Platform:
    """Every API of the platform in one: `told` is what came, `answer` what it says to it."""

    def __init__(self, answer: Callable[[str, Any], tuple[int, Any]] | None = None) -> None:
        self.told: list[tuple[str, Any]] = []
        self.keys: list[str | None] = []
        self.tokens: list[str] = []
        self._answer = answer or (lambda *_: (200, {"decision": "granted"}))
        self.app = FastAPI()
        self.app.add_api_route("/{path:path}", self._take, methods=["POST"])

    def apis(self, token_file: Path) -> Apis:
        """The APIs, reached without a network and without pauses between tries."""
        token_file.write_text("t1")
        return Apis(Topology(8400), token_file, httpx.ASGITransport(app=self.app), pauses=lambda: repeat(0.0))

    async def _take(self, request: Request) -> Response:
        path, body = request.url.path, await request.json()
        self.told.append((path, body))
        self.keys.append(request.headers.get("idempotency-key"))
        self.tokens.append(request.headers["authorization"])
        status, said = self._answer(path, body)
        return Response(httpx.Response(status, json=said).content, status, media_type="application/json")
