"""What older code stored is read as today's, and goes on."""

from __future__ import annotations

from typing import Any

import pytest

from libs.store import Collection
from services.power.domain.racks import Supply
from services.power.store import PowerUnit
from tests.unit.power.metering import Meter
from tests.unit.power.test_demand_corrections import told

Stored = dict[str, Any]


def stored(collection: Collection[Any], entity: Any) -> Stored:
    """As a document of schema 1: it says no number."""
    document = collection.to_document(entity, 1)
    return {name: value for name, value in document.items() if name != "s"}


def of_ten(marks: list[Stored]) -> list[Stored]:
    return [mark for mark in marks if mark["at"].minute % 10 == 0]


def at_ten_minutes(known: Stored) -> Stored:
    """A stretch, or an hour, as it was with registers at full ten minutes alone."""
    others = {name: value for name, value in known.items() if name != "fives"}
    return {**others, "tenths": of_ten(known["fives"])}


def of_the_open_ones(known: Stored) -> Stored:
    """A stretch as it was before that: with the register where the open ten minutes begin."""
    others = {name: value for name, value in known.items() if name not in ("fives", "opening")}
    newest = [known["hour"], *known["fives"]] if known["hour"] else known["opening"]
    return {**others, "tenth": of_ten(newest)[-1]}


HALF_PAST = [("10:20", "energy 100"), ("10:25", "energy 101"), ("10:30", "energy 102")]
TEN_PAST = [*HALF_PAST, ("11:00", "energy 110"), ("11:05", "energy 111"), ("11:10", "energy 112")]


@pytest.mark.parametrize("as_before", [at_ten_minutes, of_the_open_ones])
@pytest.mark.parametrize(
    ("before", "after", "closed"),
    [
        (HALF_PAST, ("10:40", "energy 104"), "10:30 12.000 kW"),
        (TEN_PAST, ("11:20", "energy 113"), "11:10 6.000 kW"),
    ],
)
def test_a_register_kept_at_ten_minutes_goes_on(
    as_before: Any, before: list[tuple[str, str]], after: tuple[str, str], closed: str
) -> None:
    m1 = Meter()
    told(m1, *before)
    document = stored(PowerUnit.sources, m1.unit.sources.need("m1"))
    document["registers"]["energy"] = [as_before(one) for one in document["registers"]["energy"]]
    source, _ = PowerUnit.sources.from_document(document)
    m1.unit.put(source)
    assert told(m1, after, ("12:00", "energy 120")) == [closed]


def test_an_hour_kept_at_ten_minutes_is_corrected() -> None:
    m1 = Meter()
    told(m1, ("10:00", "energy 100"), ("10:10", "energy 101"), ("10:20", "energy 102"), ("10:50", "energy 103"))
    told(m1, ("11:00", "energy 104"), ("11:10", "energy 105"))
    (hour,) = m1.hours()
    before, others = PowerUnit.hours.from_document(at_ten_minutes(stored(PowerUnit.hours, hour)))
    assert others == {}
    m1.unit.put(before)
    assert told(m1, ("10:30", "energy 102.2")) == ["10:20 1.200 kW"]


def test_what_the_code_of_now_stored_by_the_number_of_before_is_as_it_was() -> None:
    m1 = Meter()
    told(m1, *TEN_PAST, ("12:00", "energy 120"))
    source, hour = m1.unit.sources.need("m1"), m1.hours()[0]
    assert PowerUnit.sources.from_document(stored(PowerUnit.sources, source))[0] == source
    assert PowerUnit.hours.from_document(stored(PowerUnit.hours, hour))[0] == hour


def test_a_rack_from_before_the_graph_hangs_at_its_feeds() -> None:
    old = {
        "_id": "a01", "v": 3, "id": "a01", "row": "a", "breaker_kw": "7.36", "weakness": "overload",
        "supplies": [{"feed": "a", "source": "a01-a", "load_kw": "6.5", "lost": False}],
    }  # fmt: skip
    rack, _ = PowerUnit.racks.from_document(old)
    assert rack.supplies == (Supply("a", "a01-a", "a", rack.load_kw),)
    assert rack.overloaded
