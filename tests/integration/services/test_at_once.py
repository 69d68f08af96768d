"""Two APIs of access and 64 clients at the same instant: a place, a token and a key are one's alone."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from libs.testing.at_once import at_once
from libs.testing.running import Parts, Running, insisting, running

CLIENTS = 64
APIS = ("api", "api-2")
DOORS = ("north", "south", "east", "west")
PEOPLE = [f"p{n}" for n in range(CLIENTS)]

SITE: dict[str, Any] = {
    "zones": [
        {"id": "street", "name": "Rue", "outdoors": True},
        {"id": "one-place", "name": "Une place", "rules": {"capacity": 1}},
        {"id": "one-token", "name": "Un jeton", "rules": {"anti_passback": "hard"}},
        {"id": "free", "name": "Sans règle"},
    ],
    "doors": [
        {"id": f"{zone}-{door}", "name": door, "from": "street", "to": zone}
        for zone in ("one-place", "one-token", "free")
        for door in DOORS
    ],
    "people": [{"id": person, "name": person, "employer": "Ville", "kind": "staff"} for person in PEOPLE],
    "badges": [{"person": person, "facility": 75, "card": n} for n, person in enumerate(PEOPLE)],
    "rights": [
        {"person": person, "zone": zone} for person in PEOPLE for zone in ("one-place", "one-token", "free")
    ],
}  # fmt: skip


HTTP = [httpx.Client(timeout=30.0) for _ in range(CLIENTS)]
"""Each client has connections of its own, as doors do."""


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """On parts of their own: access, with two APIs, and fire which it hears."""
    with (
        Parts.started(tmp_path_factory.mktemp("two")) as parts,
        running(parts, "services", ("access", "fire")) as access,
    ):
        access.start("access", "api-2")
        access.wait_ready()
        assert access.post("access", "/v1/site", SITE).status_code == 200
        yield access


def check(two: Running, n: int, zone: str, card: int, key: str | None = None) -> httpx.Response:
    """Client n shows a card at one of the zone's doors, to one of the APIs."""
    credential = {"format": "H10301", "facility": 75, "card": card}
    body = {"door": f"{zone}-{DOORS[n % len(DOORS)]}", "direction": "in", "credential": credential}
    url = two.url("access", "/v1/checks", APIS[n // 2 % len(APIS)])
    headers = two.headers("device", key)
    return insisting(lambda: HTTP[n].post(url, json=body, headers=headers))


def together(act: Callable[[int], Any]) -> list[Any]:
    """What all clients are answered who act at the same instant."""
    return at_once(act, range(CLIENTS))


def reasons(answers: list[httpx.Response]) -> Counter[str]:
    assert {answer.status_code for answer in answers} == {200}
    return Counter(answer.json()["reason"] for answer in answers)


def test_the_last_place_is_one_persons(two: Running) -> None:
    answers = together(lambda n: check(two, n, "one-place", card=n))
    assert reasons(answers) == {"ok": 1, "zone_full": CLIENTS - 1}


def test_an_anti_passback_token_is_taken_once(two: Running) -> None:
    answers = together(lambda n: check(two, n, "one-token", card=7))
    assert reasons(answers) == {"ok": 1, "anti_passback": CLIENTS - 1}


def test_after_a_revocation_is_answered_no_check_that_begins_is_granted(two: Running) -> None:
    revoked_at = float("inf")

    def act(n: int) -> list[tuple[float, str]]:
        nonlocal revoked_at
        seen = []
        for turn in range(12):
            if n == 0 and turn == 4:
                path = "/v1/badges/75-9/state"
                assert two.post("access", path, {"state": "revoked"}, "desk", api="api-2").status_code == 200
                revoked_at = time.monotonic()
            began = time.monotonic()
            seen.append((began, check(two, n, "free", card=9).json()["reason"]))
        return seen

    seen = [one for client in together(act) for one in client]
    assert {reason for began, reason in seen if began > revoked_at} == {"badge_revoked"}
    assert "ok" in {reason for _, reason in seen}


def test_an_api_killed_in_mid_check_gives_the_decision_that_was_recorded(two: Running) -> None:
    """Whoever got no answer asks again with their key."""
    first: dict[str, dict[str, Any]] = {}

    def act(n: int) -> None:
        for turn in range(8):
            if n == 0 and turn == 3:
                two.kill("access", "api")
            key = f"killed-{n}-{turn}"
            try:
                answer = check(two, n, "free", card=n, key=key)
            except httpx.TransportError:
                continue
            if answer.status_code == 200:
                first[key] = answer.json()

    together(act)
    two.start("access", "api")
    two.wait_ready()
    keys = [(n, turn, f"killed-{n}-{turn}") for n in range(CLIENTS) for turn in range(8)]
    again = {key: check(two, n, "free", card=n, key=key).json() for n, _, key in keys}
    assert 0 < len(first) < len(keys)
    assert {key: again[key] for key in first} == first
    ids = [answer["id"] for answer in again.values()]
    assert len(set(ids)) == len(keys)
    others = {"door": {"$regex": "^free-"}, "badge": {"$ne": "75-9"}}  # card 9 was shown in another story too
    decided = two.database("access").checks.count_documents(others)
    assert decided == sum(answer["person"] != "p9" for answer in again.values())
