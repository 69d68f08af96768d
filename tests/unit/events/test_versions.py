"""Versions of an event: an old one is read as the newest; what breaks that is told before it is published."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from libs.events import Event, Topic, split_type, unread
from libs.events.contracts import contract_of, load_contracts, parted, write_contracts
from libs.events.golden import golden_of, read_golden

COUNT = Topic("shop", "count", partitions=4)
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

Data = dict[str, Any]


def first() -> type[Event]:
    """As it was published first."""

    class Added(Event, topic=COUNT, key="count"):
        count: str
        by: int

    return Added


def by_is_gone(data: Data) -> Data:
    """Version 1 to 2: `by` was always in pieces."""
    return {"count": data["count"], "amount": data["by"], "unit": "piece"}


def amount_is_text(data: Data) -> Data:
    """Version 2 to 3."""
    return {**data, "amount": str(data["amount"])}


class Added(Event, topic=COUNT, key="count", version=3, upcasts={1: by_is_gone, 2: amount_is_text}):
    """As it is now."""

    count: str
    amount: str
    unit: str


@pytest.mark.parametrize(
    ("version", "data"),
    [
        (1, {"count": "a", "by": 7}),
        (2, {"count": "a", "amount": 7, "unit": "piece", "unknown": True}),
        (3, {"count": "a", "amount": "7", "unit": "piece"}),
    ],
)
def test_each_version_is_read_as_the_newest(version: int, data: Data) -> None:
    read = Added.decode(json.dumps(data).encode(), AT, f"fr.chapelle.shop.added.v{version}")

    assert read == Added(time=AT, count="a", amount="7", unit="piece")
    assert read.type == "fr.chapelle.shop.added.v3"


def test_a_class_says_which_types_it_reads() -> None:
    assert list(Added.reads) == [f"fr.chapelle.shop.added.v{n}" for n in (1, 2, 3)]
    assert list(first().reads) == ["fr.chapelle.shop.added.v1"]


@pytest.mark.parametrize("declared", [(1,), (1, 3), (3,), (0, 1, 2), (2, 3)])
def test_an_upcast_that_leads_nowhere_is_refused(declared: tuple[int, ...]) -> None:
    with pytest.raises(TypeError, match="each leads to the next version, up to 3"):

        class Added(Event, topic=COUNT, key="count", version=3, upcasts=dict.fromkeys(declared, by_is_gone)):
            count: str


def test_what_an_upcast_makes_is_checked() -> None:
    with pytest.raises(ValueError, match=r"Object missing required field `unit`"):
        Added.decode(b'{"count": "a", "amount": 7}', AT, "fr.chapelle.shop.added.v2")


def test_a_version_of_a_fact_that_is_read_is_never_unknown() -> None:
    assert split_type(Added.type) == ("fr.chapelle.shop.added", 3)
    assert unread("fr.chapelle.shop.added.v2", Added.reads) == ""
    assert unread("fr.chapelle.shop.taken.v9", Added.reads) == ""
    assert unread("fr.chapelle.shop.added.v4", Added.reads) == (
        "added.v4 is newer than this reader, which knows v3: upgrade, then send again"
    )
    younger = [type for type in Added.reads if not type.endswith("v1")]
    assert unread("fr.chapelle.shop.added.v1", younger) == (
        "added.v1 is older than this reader, which begins at v2: give it an upcast, then send again"
    )


def test_the_contract_of_an_older_version_stays_as_it_was_published(tmp_path: Path) -> None:
    write_contracts([first()], tmp_path)
    before = load_contracts(tmp_path)
    write_contracts([Added], tmp_path)

    after = load_contracts(tmp_path)
    assert after == {**before, Added.type: contract_of(Added)}
    assert parted([Added], after) == []


def test_a_golden_record_of_an_older_version_is_read_by_the_newest_class() -> None:
    envelope = read_golden(golden_of(first()))

    read = Added.decode(envelope.data, envelope.time, envelope.type)
    assert (read.key, read.amount, read.unit) == (envelope.subject, "7", "piece")


def test_a_new_version_without_a_way_from_the_old_is_not_published() -> None:
    class Added(Event, topic=COUNT, key="count", version=2):
        count: str

    why = "added.v1 is older than this reader, which begins at v2: give it an upcast, then send again"
    assert parted([Added], {first().type: contract_of(first())}) == [f"fr.chapelle.shop.added.v1 was published: {why}"]


def test_versions_of_a_fact_stay_in_one_stream() -> None:
    """Or an old and a new one of the same key would have no order."""

    class Added(Event, topic=Topic("shop", "sum"), key="count", version=2, upcasts={1: by_is_gone}):
        count: str

    assert parted([Added], {first().type: contract_of(first())}) == [
        "fr.chapelle.shop.added.v1: topic is chapelle.shop.count.v1, of the newest version chapelle.shop.sum.v1"
    ]
