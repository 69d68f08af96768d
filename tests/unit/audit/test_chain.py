"""A link says all that its page does, where it is, and what came before."""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

import pytest

from libs.audit import genesis, link_of
from libs.events.expired import hash_left, hash_of, what_is_left
from libs.store.expiry import left_of

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PLACE = "chapelle.access.door.v1/0"


def page(*said: bytes) -> dict[str, Any]:
    events = [
        {"id": f"id {n}", "type": "fr.chapelle.access.opened.v1", "key": "d1", "time": AT, "data": data, "trace": ""}
        for n, data in enumerate(said)
    ]
    return {"first": 1, "n": len(events), "events": events, "topic": PLACE[:-2], "partition": 0}


WHOLE = page(b"{}", b'{"a":1}')
LINK = link_of(genesis(PLACE, 1), PLACE, WHOLE)


def test_it_is_this_one_for_ever() -> None:
    """What was chained once is verified for as long as the record lasts."""
    assert LINK.hex() == "b3d9f4830ba4932de1f67fbd0b9f0f5f465ae279fb00f1dad08a1349b3763f02"


@pytest.mark.parametrize("field", ["id", "type", "key", "time", "data"])
def test_whatever_of_an_event_changes(field: str) -> None:
    changed = deepcopy(WHOLE)
    now = changed["events"][1][field]
    changed["events"][1][field] = now.replace(hour=10) if field == "time" else now + now[:1]
    assert link_of(genesis(PLACE, 1), PLACE, changed) != LINK


def test_another_place_number_or_beginning() -> None:
    others = [
        link_of(genesis(PLACE, 1), PLACE[:-1] + "1", WHOLE),
        link_of(genesis(PLACE, 1), PLACE, {**WHOLE, "first": 2}),
        link_of(genesis(PLACE, 1), PLACE, {**WHOLE, "events": WHOLE["events"][::-1]}),
        link_of(genesis(PLACE, 2), PLACE, WHOLE),
        link_of(genesis(PLACE[:-1] + "1", 1), PLACE, WHOLE),
        link_of(LINK, PLACE, WHOLE),
    ]
    assert len({LINK, *others}) == 7


def test_what_has_expired_counts_as_what_it_said() -> None:
    left = {**WHOLE, "events": [left_of(WHOLE["events"][0], "access"), WHOLE["events"][1]]}
    assert link_of(genesis(PLACE, 1), PLACE, left) == LINK


@pytest.mark.parametrize("data", [b"", b"{}", b'{"type":"t","hash":"zz"}', b'{"type":"t","hash":"00"}'])
def test_what_only_says_that_it_has_expired_counts_as_itself(data: bytes) -> None:
    said = ("id", "fr.chapelle.access.expired.v1", "expired", AT, data)
    assert hash_left(*said) == hash_of(*said)


def test_the_hash_left_is_that_of_what_was_said() -> None:
    said = ("id", "fr.chapelle.access.opened.v1", "d1", AT, b"{}")
    left = what_is_left(*said)
    assert hash_left("other", "fr.chapelle.access.expired.v1", "expired", AT, left) == hash_of(*said)
