"""A door that is alone: the signed list that it takes with it, and what it tells when it is back."""

from __future__ import annotations

import json
from base64 import b64decode

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from libs.events import rfc3339
from libs.testing.running import until
from tests.integration.services.house import House


def test_its_list_is_signed_and_dated(house: House) -> None:
    listed = house.get("access", "/v1/doors/door-main/list", "device")
    signature, key = b64decode(listed.pop("signature")), Ed25519PublicKey.from_public_bytes(b64decode(listed["key"]))
    said = json.dumps(listed, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    key.verify(signature, said)
    assert listed["issued_at"] < listed["valid_until"]
    assert {"format": "H10301", "facility": 75, "card": 1} in [one["credential"] for one in listed["entries"]]
    assert all(hours["from"] < hours["until"] for one in listed["entries"] for hours in one["hours"])


def test_a_lost_badge_that_it_let_in_is_told(house: House) -> None:
    card = {"facility": 75, "card": 77}
    house.post("access", "/v1/badges", {"person": "agent-1", **card}, "desk", 201)
    house.post("access", "/v1/badges/75-77/state", {"state": "lost"}, "desk")
    decided = {"direction": "in", "credential": {"format": "H10301", **card}}
    told = [{"door": "door-main", "kind": "offline_granted", "at": rfc3339(house.at(-60)), **decided}]
    house.signals("access", "/v1/door-signals", "signals", told)
    said = until(lambda: house.record("access", "check", "offline-contradicted"), "it is told")[-1]["data"]
    assert (said["door"], said["person"], said["granted"], said["reason"]) == (
        "door-main",
        "agent-1",
        True,
        "badge_lost",
    )
    check = house.get("access", f"/v1/checks/{said['check']}", "desk")
    assert (check["decision"], check["door"]) == ("granted", "door-main")
