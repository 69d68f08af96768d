"""A small site whose people leave while the database is away."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from libs.testing.running import Parts, Running, until
from tests.integration.away import timed

Json = dict[str, Any]

SITE: Json = {
    "zones": [
        {"id": "street", "name": "Rue", "outdoors": True},
        {"id": "lobby", "name": "Accueil"},
        {"id": "hall-a", "name": "Salle A"},
    ],
    "doors": [
        {"id": "entrance", "name": "Entrée", "from": "street", "to": "lobby", "unlock_seconds": 7},
        {"id": "hall-door", "name": "Porte", "from": "lobby", "to": "hall-a"},
    ],
    "people": [{"id": "nadia", "name": "N.", "employer": "Ville de Paris", "kind": "staff"}],
    "badges": [{"person": "nadia", "facility": 75, "card": 1}],
    "rights": [{"person": "nadia", "zone": "lobby"}],
}
GRANTED = {"decision": "granted", "reason": "ok_exit_always_free", "person": None}


def exit_by(door: str, card: int = 1) -> Json:
    credential = {"format": "H10301", "facility": 75, "card": card}
    return {"door": door, "direction": "out", "credential": credential}


@dataclass
class Site:
    """Access's apis on parts of their own, which may be taken away."""

    running: Running

    @property
    def database(self) -> Any:
        return self.running.database("access")

    @property
    def folder(self) -> Path:
        return self.running.parts.folder / "spool"

    def spooled(self) -> list[Path]:
        return sorted(self.folder.glob(f"{self.running.database_of('access')}.*"))

    def check(self, body: Json, key: str, api: str = "api") -> httpx.Response:
        return timed(lambda: self.running.post("access", "/v1/checks", body, "device", key, api))

    def granted(self, body: Json, key: str, api: str = "api") -> Json:
        answer = self.check(body, key, api)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def start(self, api: str = "api") -> None:
        self.running.start("access", api)

    def lives(self, api: str = "api") -> None:
        live = self.running.url("access", "/health/live", api)
        until(lambda: self.running.http.get(live).status_code == 200, f"{api} lives")

    def wait_entered(self) -> None:
        self.running.wait_ready()
        until(lambda: not self.spooled(), "all is entered")

    def told_of(self, check: str) -> list[str]:
        """The events of a check, in all that was ever committed."""
        pages = self.database.outbox.find({"events.key": check})
        return [e["type"].split(".")[3] for page in pages for e in page["events"] if e["key"] == check]

    def expect_recorded(self, told: Json, body: Json, key: str, person: str | None = "nadia") -> None:
        """Check, event and key, each once; the key's answer is what was told."""
        kept = self.running.get("access", f"/v1/checks/{told['id']}").json()
        assert (kept["person"], kept["door"], kept["reason"]) == (person, body["door"], "ok_exit_always_free")
        assert self.told_of(told["id"]) == ["badge-granted"]
        assert self.granted(body, key) == told


@contextmanager
def opened(folder: Path) -> Iterator[Site]:
    """The site on parts of its own."""
    with Parts.started(folder) as parts:
        services = Running(parts, "services", ("access",))
        try:
            services.start("access", "api")
            services.wait_ready()
            assert services.post("access", "/v1/site", SITE).status_code == 200
            yield Site(services)
        finally:
            services.stop()
