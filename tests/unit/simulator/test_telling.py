"""What a story prints of what it was told: a line each, in order, many of a kind and instant as one."""

from __future__ import annotations

from simulator.stories.telling import clock, kind_of, time_of, timeline
from tests.unit.simulator.site import at


def event(seconds: int, kind: str, subject: str, **data: object) -> dict[str, object]:
    service, fact = kind.split(".")
    return {
        "type": f"fr.chapelle.{service}.{fact}.v1", "subject": subject, "time": at(seconds).isoformat(), "data": data,
    }  # fmt: skip


def test_a_line_says_when_who_and_what() -> None:
    told = event(12, "fire.activated", "hall-a", zone="hall-a", drill=True, by=None, devices=["d1", "d2"])
    assert (kind_of(told), time_of(told)) == ("fire.activated", at(12))
    assert list(timeline([told], at(0))) == [
        '  +  0:12.000  fire     activated                zone hall-a, drill true, devices ["d1", "d2"]'
    ]


def test_many_of_one_kind_and_instant_are_one_line() -> None:
    few = [event(0, "power.redundancy-lost", f"a0{n}", rack=f"a0{n}") for n in range(3)]
    many = [event(5, "power.redundancy-lost", f"b0{n}", rack=f"b0{n}") for n in range(5)]
    lines = list(timeline([*few, *many], at(5)))
    assert [line.split(maxsplit=4)[4] for line in lines] == [
        "rack a00", "rack a01", "rack a02", "5 of them: b00, b01, b02 … b04",
    ]  # fmt: skip
    assert lines[0].startswith("  -  0:05.000")


def test_minutes_and_seconds_before_and_after() -> None:
    assert [clock(seconds) for seconds in (-120, 0, 62.5, 783.284)] == [
        "-  2:00.000", "+  0:00.000", "+  1:02.500", "+ 13:03.284",
    ]  # fmt: skip
