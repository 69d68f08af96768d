"""The topology of two toys: a counter, and a ledger that hears it."""

from __future__ import annotations

import pytest
from lxml import etree

from libs.topology.estate import Estate, NobodyTellsError
from libs.topology.owned import owned_by
from libs.topology.picture import arrows, picture
from libs.topology.table import table

TOYS = "libs.testing.toys"
BOTH = Estate.of([owned_by("counter", TOYS), owned_by("ledger", TOYS)])


def test_who_hears_what() -> None:
    heard = [(hearing.reader, hearing.topic, hearing.facts) for hearing in BOTH.hearings()]
    assert heard == [
        ("ledger", "chapelle.counter.count.v1", ["counted"]),
        ("ledger", "chapelle.counter.urgent.v1", ["rang"]),
    ]


def test_who_hears_what_nobody_tells_is_told_so() -> None:
    with pytest.raises(NobodyTellsError, match=r"ledger hears fr\.chapelle\.counter\.counted\.v1 on chapelle\.counter"):
        Estate.of([owned_by("ledger", TOYS)])


def test_an_arrow_for_each_lane() -> None:
    assert [(arrow.begin, arrow.end, arrow.words, arrow.safety) for arrow in arrows(BOTH)] == [
        (0, 1, ["counted"], False),
        (0, 1, ["rang"], True),
    ]


def test_the_picture_can_be_read_and_says_what_it_shows() -> None:
    drawn = etree.fromstring(picture(BOTH).encode())
    assert [text.text for text in drawn.iter("{http://www.w3.org/2000/svg}text")][:3] == [
        "counter", "chapelle_counter", "count, egg, urgent",
    ]  # fmt: skip
    assert drawn.findtext("{http://www.w3.org/2000/svg}desc") == "counter hears nobody; ledger hears counter"
    assert "prefers-color-scheme: dark" in picture(BOTH)


def test_the_table_names_who_hears_nobody() -> None:
    assert "| ledger | counter | `chapelle.counter.urgent.v1` | rang |" in table(BOTH)
    assert "They hear nobody: counter." in table(BOTH)


def test_who_hears_everybody_is_at_the_right_of_the_picture() -> None:
    whole = Estate.of([owned_by("console"), owned_by("access"), owned_by("fire")])
    drawn = etree.fromstring(picture(whole).encode())
    assert drawn.xpath("//*[@class='name']/text()") == ["access", "fire", "console"]
    assert "every event of every service" in drawn.xpath("//*[@class='fact']/text()")
