"""Times and numbers as they are written in French."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from services.console.pages import french

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (datetime(2026, 3, 2, 11, 59, 5, tzinfo=UTC), "12:59:05"),
        (datetime(2026, 3, 1, 23, 30, tzinfo=UTC), "00:30:00"),  # already today in Paris
        (datetime(2026, 2, 27, 8, 5, tzinfo=UTC), "27/02 09:05"),
        (datetime(2025, 7, 1, 8, 5, tzinfo=UTC), "01/07/2025 10:05"),  # summer time
    ],
)
def test_a_moment(at: datetime, said: str) -> None:
    assert french.moment(at, NOON) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [("1234.5", "1\u202f234,50\u00a0€"), ("-0.005", "-0,01\u00a0€"), ("0", "0,00\u00a0€"), ("2.675", "2,68\u00a0€")],
)
def test_euros(value: str, said: str) -> None:
    assert french.euros(Decimal(value)) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [(0.04, "0,0\u00a0s"), (9.94, "9,9\u00a0s"), (75, "75\u00a0s"), (600, "10\u00a0min"), (10_800, "3\u00a0h")],
)
def test_how_old(value: float, said: str) -> None:
    assert french.seconds(value) == said


def test_a_share_and_a_month() -> None:
    assert french.percent(0.845) == "85\u00a0%"
    assert french.month("2026-02") == "février 2026"
