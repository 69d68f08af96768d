"""People walk: they badge, doors open and close, and panels are switched before anyone suffocates."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from libs.runtime.clock import Clock
from simulator.building import Building, Passage
from simulator.duties import Duty, Move, duties, people
from simulator.play import walks_of
from tests.unit.simulator.site import SITE, START, Platform, at

BUILDING = Building.of(SITE["access"])
EVERYWHERE = frozenset({"lobby", "office", "hall", "vault"})


def said(platform: Platform) -> list[str]:
    """What was told, one line a thing: second, what, where."""
    lines: list[str] = []
    for path, body in platform.told:
        for one in body.get("signals", [body]):
            second = round((_moment(one) - START).total_seconds())
            what = one.get("kind") or f"badge {one['credential']['card']} {one['direction']}"
            lines.append(f"{second} {what} {one.get('door') or one['zone']}")
        assert path in ("/v1/checks", "/v1/door-signals", "/v1/panel-signals")
    return lines


def _moment(one: dict[str, Any]) -> Any:
    return type(START).fromisoformat(one["at"])


def walk(platform: Platform, token: Path, *moves: Move, until: float) -> None:
    async def play() -> None:
        async with platform.apis(token) as apis:
            walks = walks_of(SITE, Clock(platform=START.timestamp(), speed=1e-9), apis)
            walks.add(Duty(moves))
            await walks.play_until(at(until))

    asyncio.run(play())


def test_the_way_leads_through_doors_one_may_pass() -> None:
    assert BUILDING.way("street", "hall", EVERYWHERE) == [
        Passage("entrance", "in", "lobby"),
        Passage("hall-door", "in", "hall"),
    ]
    assert BUILDING.way("hall", "street", frozenset()) == [
        Passage("hall-door", "out", "lobby"),
        Passage("entrance", "out", "street"),
    ]
    assert BUILDING.way("street", "hall", frozenset({"lobby"})) is None
    assert BUILDING.way("hall", "hall", EVERYWHERE) == []


def test_somebody_comes_looks_after_the_hall_and_goes(tmp_path: Path) -> None:
    platform = Platform()
    walk(
        platform, tmp_path / "token",
        Move(at(0), "p0", "office"), Move(at(600), "p0", "hall"), Move(at(1200), "p0", "street"),
        until=1300,
    )  # fmt: skip
    assert said(platform) == [
        "0 badge 100 in entrance",
        "2 opened entrance",
        "5 closed entrance",
        "15 badge 100 in office-door",
        "17 opened office-door",
        "20 closed office-door",
        "600 badge 100 out office-door",
        "602 opened office-door",
        "605 closed office-door",
        "614 manual_only hall",
        "615 badge 100 in hall-door",
        "617 opened hall-door",
        "620 closed hall-door",
        "1200 badge 100 out hall-door",
        "1202 opened hall-door",
        "1205 closed hall-door",
        "1215 badge 100 out entrance",
        "1217 opened entrance",
        "1220 closed entrance",
        "1230 automatic hall",
    ]


def test_the_panel_stays_manual_only_while_anybody_is_inside(tmp_path: Path) -> None:
    platform = Platform()
    walk(
        platform, tmp_path / "token",
        Move(at(0), "p0", "hall"), Move(at(5), "p1", "hall"), Move(at(100), "p0", "street"),
        Move(at(200), "p1", "street"),
        until=400,
    )  # fmt: skip
    assert [line for line in said(platform) if line.endswith(" hall")] == ["14 manual_only hall", "230 automatic hall"]


def test_who_is_refused_stays_where_they_are(tmp_path: Path) -> None:
    def answer(_: str, body: Any) -> tuple[int, Any]:
        return 200, {"decision": "denied" if body.get("door") == "office-door" else "granted"}

    platform = Platform(answer)
    walk(platform, tmp_path / "token", Move(at(0), "p0", "office"), Move(at(100), "p0", "street"), until=200)
    assert [line for line in said(platform) if "badge" in line] == [
        "0 badge 100 in entrance",
        "15 badge 100 in office-door",
        "100 badge 100 out entrance",
    ]


def test_played_again_it_says_the_same_with_the_same_keys(tmp_path: Path) -> None:
    first, second = Platform(), Platform()
    for platform in (first, second):
        walk(platform, tmp_path / "token", Move(at(0.123), "p3", "hall"), until=100)
    assert first.told == second.told
    assert first.keys == second.keys
    assert first.keys[0] == "walk-p3-entrance-1772442000123"


def test_after_a_stop_the_way_in_and_the_last_round_are_played_again() -> None:
    day = Duty(tuple(Move(at(hour * 3600), "p0", to) for hour, to in enumerate(["office", "hall", "office", "street"])))
    assert [move.to for move in day.resumed(at(1.5 * 3600)).moves] == ["office", "office", "street"]
    assert day.resumed(at(-60)) == day


def test_nobody_sits_where_gas_may_come_and_everybody_goes_home() -> None:
    staff = people(SITE["access"], BUILDING, frozenset({"hall", "vault"}))
    assert {(person.base, person.rooms) for person in staff} == {("office", ("hall",))}
    for person in staff:
        for day in range(14):
            for duty in duties(person, date(2026, 3, 2) + timedelta(days=day), "street"):
                assert duty.moves[-1].to == "street"
                assert [move.at for move in duty.moves] == sorted(move.at for move in duty.moves)
                assert timedelta(hours=8) < duty.ends - duty.begins < timedelta(hours=10)


@pytest.mark.parametrize("hour", range(0, 14 * 24, 5))
def test_somebody_is_always_there(hour: int) -> None:
    staff = people(SITE["access"], BUILDING, frozenset({"hall", "vault"}))
    moment = START + timedelta(hours=hour)
    days = [moment.date() + timedelta(days=back) for back in (-1, 0)]
    there = [
        duty for person in staff for day in days for duty in duties(person, day, "street")
        if duty.begins <= moment <= duty.ends
    ]  # fmt: skip
    assert there
