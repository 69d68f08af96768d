"""The generator: off, but for its monthly test of half an hour and a little. Source: domain.md, Power."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from simulator.loads import EPOCH

TEST = timedelta(minutes=35)
"""Half an hour at the load is asked for [R]; readings come at intervals."""
TEST_SHARE = 0.35
"""Of nameplate; a test is at 30 % at least [R]."""
TEST_LITRES_PER_HOUR_AND_KW = 0.105
"""About 105 L/h at 35 % of 1000 kW, between 81.8 at 25 % and 137.8 at 50 % [R]."""
FILLED = 0.96
"""Of the tank, filled up again the day after a test [K]."""
TEST_HOUR_UTC = 9


@dataclass(frozen=True, slots=True)
class Genset:
    """A set of `nameplate_kw` with a tank of `tank_litres`; tested on the first Tuesday of each month."""

    nameplate_kw: float
    tank_litres: float

    def reads(self, digits: int) -> dict[str, Callable[[datetime], str]]:
        """How its quantities read."""
        return {
            "state": lambda at: "test" if under_test(at) else "off",
            "power": lambda at: f"{self.nameplate_kw * TEST_SHARE if under_test(at) else 0:.1f}",
            "fuel": lambda at: f"{self._fuel(at):.1f}",
            "energy": lambda at: f"{self._kwh(at) % 10**digits:.3f}",
        }

    def _fuel(self, at: datetime) -> float:
        start = monthly_test(at)
        filled_again = start.replace(hour=16) + timedelta(days=1)
        burning = tested(at) if at < filled_again else timedelta(0)
        return self.tank_litres * FILLED - self.nameplate_kw * TEST_LITRES_PER_HOUR_AND_KW * _hours(burning)

    def _kwh(self, at: datetime) -> float:
        months = (at.year - EPOCH.year) * 12 + at.month - EPOCH.month
        return 5_000 + self.nameplate_kw * TEST_SHARE * (months * _hours(TEST) + _hours(tested(at)))


def monthly_test(at: datetime) -> datetime:
    """When the test of that month begins: its first Tuesday, 09:00 UTC."""
    first = at.replace(day=1, hour=TEST_HOUR_UTC, minute=0, second=0, microsecond=0)
    return first + timedelta(days=(1 - first.weekday()) % 7)


def under_test(at: datetime) -> bool:
    """Whether the set runs for its test."""
    return monthly_test(at) <= at < monthly_test(at) + TEST


def tested(at: datetime) -> timedelta:
    """How long this month's test has run so far."""
    return min(max(at - monthly_test(at), timedelta(0)), TEST)


def _hours(span: timedelta) -> float:
    return span / timedelta(hours=1)
