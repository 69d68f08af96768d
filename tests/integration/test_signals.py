"""Batches from devices: the good items are taken once, the bad ones kept as dead letters."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest

from libs.testing.at_once import at_once
from libs.testing.running import Running

AT = "2026-03-02T09:00:00Z"


@pytest.fixture
def count() -> str:
    return f"count-{uuid.uuid4().hex[:8]}"


def tick(count: str, id: str, by: Any = 1, **other: Any) -> dict[str, Any]:
    return {"id": id, "count": count, "by": by, "at": AT, **other}


def total(toys: Running, count: str) -> int:
    return int(toys.get("counter", f"/v1/counts/{count}").json()["total"])


def letters(toys: Running, count: str) -> list[dict[str, Any]]:
    found = toys.get("counter", "/v1/dead-letters", limit=1000, state="all").json()["items"]
    return [letter for letter in found if count in letter["value"]]


def test_the_good_are_taken_and_the_bad_kept(toys: Running, count: str) -> None:
    batch = [
        tick(count, "t1", 2),
        tick(count, "t2", "two"),
        tick(count, "t1", 3),  # the id again: the first one counts
        tick(count, "t3", -1),
        tick(count, "t4", 4, colour="red"),
        tick(count, "t5", 5),
        {"count": count},
    ]
    answer = toys.post("counter", "/v1/ticks", {"ticks": batch})
    assert answer.status_code == 202
    said = answer.json()
    assert (said["accepted"], said["duplicates"]) == (2, 1)
    places = {(rejected["index"], error["at"]) for rejected in said["rejected"] for error in rejected["errors"]}
    assert places == {(1, "/by"), (3, "/by"), (4, "/colour"), (6, "/id"), (6, "/by"), (6, "/at")}
    assert total(toys, count) == 7
    kept = letters(toys, count)
    assert sorted(letter["key"] for letter in kept) == ["", "t2", "t3", "t4"]
    assert {letter["state"] for letter in kept} == {"waiting"}
    assert next(letter["reason"] for letter in kept if letter["key"] == "t3") == "/by: only more can be added"


def test_sent_again_a_batch_changes_nothing(toys: Running, count: str) -> None:
    batch = {"ticks": [tick(count, "t1", 2), tick(count, "t2", -2)]}
    first = toys.post("counter", "/v1/ticks", batch).json()
    again = toys.post("counter", "/v1/ticks", batch).json()
    assert again == {"accepted": 0, "duplicates": 1, "rejected": first["rejected"]}
    assert total(toys, count) == 2
    assert len(letters(toys, count)) == 1


def test_the_same_batch_many_times_at_once(toys: Running, count: str) -> None:
    batch = {"ticks": [tick(count, f"t{n}") for n in range(20)]}
    answers = [one.json() for one in at_once(lambda _: toys.post("counter", "/v1/ticks", batch), range(16))]
    assert sum(answer["accepted"] for answer in answers) == 20
    assert sum(answer["duplicates"] for answer in answers) == 15 * 20
    assert total(toys, count) == 20


def test_none_is_good(toys: Running, count: str) -> None:
    answer = toys.post("counter", "/v1/ticks", {"ticks": [tick(count, "t1", -1), {"count": count}]})
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert {error["at"] for error in answer.json()["errors"]} == {
        "/ticks/0/by", "/ticks/1/id", "/ticks/1/by", "/ticks/1/at",
    }  # fmt: skip
    assert len(letters(toys, count)) == 2


@pytest.mark.parametrize(
    "body",
    ["{", "[]", '{"ticks": []}', '{"ticks": {}}', '{"ticks": [{}], "more": 1}', "[" * 100_000, '{"ticks": [' * 1_000],
)
def test_no_batch_at_all(toys: Running, body: str) -> None:
    answer = toys.http.post(toys.url("counter", "/v1/ticks"), content=body, headers=toys.headers("admin"))
    assert answer.status_code in (400, 422)
    assert answer.headers["content-type"] == "application/problem+json"


def test_more_than_5000(toys: Running, count: str) -> None:
    answer = toys.post("counter", "/v1/ticks", {"ticks": [tick(count, f"t{n}") for n in range(5_001)]})
    assert (answer.status_code, answer.json()["errors"]) == (422, [{"at": "/ticks", "why": "5001 items"}])


def test_what_is_no_text_and_what_cannot_be_stored(toys: Running, count: str) -> None:
    """A lone surrogate, and a number of 20 digits, are that item's fault alone."""
    bad = tick(count, "\ud800", **{"\udfff": 1})
    body = json.dumps({"ticks": [bad, tick(count, "t2", 10**20), tick(count, "t3")]})
    answer = toys.http.post(toys.url("counter", "/v1/ticks"), content=body, headers=toys.headers("admin"))
    assert answer.status_code == 202
    assert [rejected["index"] for rejected in answer.json()["rejected"]] == [0, 1]
    assert total(toys, count) == 1
    assert len(letters(toys, count)) == 2


def test_an_item_sent_again_by_a_person(toys: Running, count: str) -> None:
    toys.post("counter", "/v1/ticks", {"ticks": [tick(count, "t1", -1), tick(count, "t2", 2)]})
    (letter,) = letters(toys, count)
    path = f"/v1/dead-letters/{letter['id']}"
    refused = toys.post("counter", f"{path}/send-again", {})
    assert (refused.status_code, refused.json()["detail"]) == (409, "it is refused again: only more can be added")
    toys.post("counter", "/v1/ticks", {"ticks": [tick(count, "t1", 1)]})  # the device has corrected itself
    late = toys.post("counter", f"{path}/send-again", {})
    assert late.status_code == 409
    assert "an item t1 has been taken since; discard this one" in late.json()["detail"]
    assert toys.post("counter", f"{path}/discard", {"why": "corrected"}).status_code == 202
    assert [one["state"] for one in letters(toys, count)] == ["discarded"]
    assert toys.post("counter", f"{path}/discard", {"why": "once more"}).status_code == 409
    assert total(toys, count) == 3
