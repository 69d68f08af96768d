"""Both ways are lost for a week: what the tank still lasts is counted down with what the generator really burns.

hours        0    6       90      150     168             174
litres   27000                              960  delivered 26000
lasts       148 h  143     < 72    < 24    5 h               143
"""

from __future__ import annotations

from typing import Any

import pytest

from libs.testing.running import until
from tests.integration.services.house import Json
from tests.integration.stories.story import Story

HOUR = 3600
FULL, BURN = 27_000, 155
"""Litres, and litres an hour: more than the curve's 137.8 at half of its nameplate."""
LOST = [(0, f"incomer-{feed} state", "off") for feed in "ab"]
LOOKS = range(6, 168 + 1, 6)
"""Hours at which the gauge is read."""


def test_fuel_runs_down_for_a_week(week: Story) -> None:
    at = week.begins()

    # -- both are lost, the generator carries 500 kW; before it has burned for an hour the curve says how long it lasts
    first = at(0)
    first.reads((0, "incomer-a state", "on"), (0, "incomer-b state", "on"), (0, "genset state", "off"))
    first.reads((1, "incomer-a state", "off"), (1, "incomer-b state", "off"), (9, "genset state", "on"))
    first.reads((10, "genset power", "500"), (10, "genset fuel", str(FULL)))
    generator = week.generator()
    assert (generator["state"], generator["burn_measured"]) == ("running", False)
    assert generator["autonomy_hours"] == pytest.approx(0.85 * FULL / 137.8, abs=0.01)

    # -- six hours later it is known what it burns; from then on each look finds 6 h x 0.85 less
    for hour in LOOKS:
        litres = FULL - BURN * hour
        at(10 + hour * HOUR).reads((0, "genset fuel", str(litres)), (0, "genset power", "500"), *LOST)
        generator = week.generator()
        assert generator["burn_measured"]
        assert generator["autonomy_hours"] == pytest.approx(0.85 * litres / BURN, abs=0.01), hour

    # -- each threshold was told once, by the first look that found less
    lows = until(lambda: three(week.record("power", "generator", "autonomy-low")), "three warnings")
    expected = [(72, 90), (24, 150), (8, 168)]
    first_look = [(limit, next(h for h in LOOKS if 0.85 * (FULL - BURN * h) / BURN < limit)) for limit, _ in expected]
    assert first_look == expected
    assert lows == [(limit, f"{FULL - BURN * hour}.000") for limit, hour in expected]
    incident = until(lambda: of_three(week.incident("autonomy-low", "g1")), "one incident of the three")
    assert (incident["state"], incident["priority"], incident["detail"]) == ("open", "high", "5")
    assert week.feeds() == {"a": "lost", "b": "lost"}
    assert {week.nodes()[id] for id in ("ups-a", "ups-b")} == {"live"}

    # -- fuel is delivered
    at(10 + 174 * HOUR).reads((0, "genset fuel", "26000"))
    week.sees_incident("autonomy-low", "g1", "resolved")
    (restored,) = week.told("power", "generator", "autonomy-restored")
    assert restored["data"]["fuel_litres"] == "26000.000"


def three(events: list[dict[str, Any]]) -> list[tuple[int, str]]:
    """Threshold and litres of each, once there are three."""
    assert len(events) == 3, events
    return [(event["data"]["threshold_hours"], event["data"]["fuel_litres"]) for event in events]


def of_three(incident: Json) -> Json:
    """An incident, once it has so many facts."""
    assert incident["count"] == 3, incident
    return incident
