"""Dead letters over HTTP: inspected, sent again in order, discarded; what failed is applied where it failed."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from libs.testing.running import Running, until
from tests.integration.counting import booked

LETTERS = "/v1/dead-letters"


@pytest.fixture
def poison() -> str:
    """A count whose second change the ledger cannot book, until it is healed."""
    return f"poison-{uuid.uuid4().hex[:8]}"


def letters_of(toys: Running, count: str) -> list[dict[str, Any]]:
    found = toys.get("ledger", LETTERS, limit=1000, state="all").json()["items"]
    return sorted((one for one in found if one["key"] == count), key=lambda one: int(one["place"]))


def add(toys: Running, *counts: str) -> None:
    for count in counts:
        assert toys.post("counter", "/v1/adds", {"count": count, "by": 1}).status_code == 200


def poisoned(toys: Running, poison: str) -> list[dict[str, Any]]:
    """Its letters, when its four changes and those of another count have been heard."""
    other = f"{poison}-not"[len("poison-") :]
    add(toys, poison, poison, other, poison, other, poison)
    until(lambda: len(letters_of(toys, poison)) == 3, "three letters")
    until(lambda: booked(toys, other) == [1, 2], "the other goes on")
    assert booked(toys, poison) == [1]
    return letters_of(toys, poison)


def test_sent_again_in_order(toys: Running, poison: str) -> None:
    first, second, third = poisoned(toys, poison)
    assert first["reason"] == f"ArithmeticError: {poison} is poison"
    assert (first["behind"], second["behind"], third["behind"]) == (False, True, True)
    assert first["stream"].startswith("chapelle.counter.count.v1/")
    assert first["headers"]["ce_type"] == "fr.chapelle.counter.counted.v1"
    assert '"place":2' in first["value"]

    early = toys.post("ledger", f"{LETTERS}/{second['id']}/send-again", {})
    assert (early.status_code, early.json()["detail"]) == (
        409, "it waits behind an earlier letter of its key; decide on that one",
    )  # fmt: skip

    toys.post("ledger", f"{LETTERS}/{first['id']}/send-again", {})  # not healed yet: it fails once more
    until(lambda: letters_of(toys, poison)[0]["tries"] == 2, "tried again")
    assert booked(toys, poison) == [1]

    toys.post("ledger", f"/v1/healed/{poison}", {})
    assert toys.post("ledger", f"{LETTERS}/{first['id']}/send-again", {}).status_code == 202
    until(lambda: booked(toys, poison) == [1, 2, 3, 4], "all of it")
    until(lambda: {one["state"] for one in letters_of(toys, poison)} == {"applied"}, "no letter waits")
    add(toys, poison)
    until(lambda: booked(toys, poison) == [1, 2, 3, 4, 5], "it flows again")
    again = toys.post("ledger", f"{LETTERS}/{first['id']}/send-again", {})
    assert (again.status_code, again.json()["detail"]) == (409, "the letter is applied")


def test_discarded_it_lets_the_others_go_on(toys: Running, poison: str) -> None:
    first, *_ = poisoned(toys, poison)
    without_reason = toys.post("ledger", f"{LETTERS}/{first['id']}/discard", {})
    assert (without_reason.status_code, without_reason.json()["errors"][0]["at"]) == (422, "/why")
    assert toys.post("ledger", f"{LETTERS}/{first['id']}/discard", {"why": "counted twice"}).status_code == 202
    until(lambda: booked(toys, poison) == [1, 3, 4], "those behind it")
    assert [one["state"] for one in letters_of(toys, poison)] == ["discarded", "applied", "applied"]
    assert letters_of(toys, poison)[0]["why"] == "counted twice"


def test_it_is_said_by_events(toys: Running, poison: str) -> None:
    """So that an incident opens: once for the key, not for who waits behind."""
    first, *_ = poisoned(toys, poison)
    toys.post("ledger", f"{LETTERS}/{first['id']}/discard", {"why": "enough"})
    until(lambda: booked(toys, poison) == [1, 3, 4], "those behind it")

    def said() -> list[tuple[str, str]]:
        record = toys.get("ledger", "/v1/record", topic="chapelle.ledger.letter.v1", partition=0, limit=1000).json()
        mine = [item for item in record["items"] if item["subject"] == first["id"]]
        return [(item["type"].split(".")[3], item["data"].get("how", "")) for item in mine]

    until(lambda: said() == [("letter-waiting", ""), ("letter-cleared", "discarded")], "both events")


def test_there_is_no_such_letter(toys: Running) -> None:
    assert toys.get("ledger", f"{LETTERS}/nothing").status_code == 404
    assert toys.post("ledger", f"{LETTERS}/nothing/send-again", {}).status_code == 404
    assert toys.get("ledger", LETTERS, role="desk").status_code == 403
