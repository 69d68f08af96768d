"""The worker is killed while a zone counts, is held, is flooded: afterwards every time is what it would have been."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from libs.events import rfc3339
from libs.runtime.clock_keeper import ClockKeeper
from libs.testing.running import Parts, running, until
from tests.integration.services.house import House
from tests.integration.services.plans import ACCESS, FIRE, OPENED

SPEED = 20.0
"""Ten minutes of flooding are half a minute here."""
EXACT = timedelta(milliseconds=100)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[House]:
    with Parts.started(tmp_path / "parts") as parts:
        clock = ClockKeeper.of(parts.folder).begin(OPENED, SPEED)
        with running(parts, "services", ("access", "fire"), CHAPELLE_CLOCK=str(clock)) as services:
            house = House(services, clock)
            house.post("access", "/v1/site", ACCESS)
            house.post("fire", "/v1/site", FIRE)
            yield house


def says(site: House, zone: str, kind: str) -> datetime:
    """The panel of a zone says so now; when that is."""
    at = datetime.fromisoformat(rfc3339(site.at()))
    site.signals("fire", "/v1/panel-signals", "signals", [
        {"zone": zone, "device": "panel", "kind": kind, "at": rfc3339(at)},
    ])  # fmt: skip
    return at


def told(site: House, zone: str, fact: str) -> datetime:
    """When the last fact of this kind happened, once it is told."""

    def look() -> list[dict[str, Any]]:
        return [event for event in site.record("fire", "zone", fact) if event["subject"] == zone]

    return datetime.fromisoformat(until(look, f"{fact} of {zone}")[-1]["time"])


def passes(site: House, moment: datetime) -> None:
    until(lambda: site.at() > moment, f"{moment} is past")


def seconds(site: House, zone: str, counter: str) -> int:
    return int(site.get("fire", f"/v1/zones/{zone}")[counter])


def test_killed_while_it_counts_while_it_is_held_and_while_it_is_flooded(site: House) -> None:
    counting = says(site, "hall-a", "manual_release")
    says(site, "hall-b", "manual_release")
    says(site, "hall-b", "hold_pressed")
    flooded = says(site, "hall-c", "flow")
    site.running.kill("fire", "worker")

    # -- nobody tells, and who asks sees the right counters all the same
    passes(site, counting + timedelta(seconds=35))
    assert seconds(site, "hall-a", "countdown_seconds") == 0
    assert seconds(site, "hall-b", "countdown_seconds") == 30  # held
    ends, asked = flooded + timedelta(seconds=600), site.at()
    left = seconds(site, "hall-c", "flooding_seconds_left")
    assert (ends - site.at()).total_seconds() - 1 <= left <= (ends - asked).total_seconds() + 1

    # -- HOLD is let go while nobody ends timers
    freed = says(site, "hall-b", "hold_released")
    site.running.start("fire", "worker")
    assert abs(told(site, "hall-a", "release-not-confirmed") - counting - timedelta(seconds=60)) <= EXACT
    assert abs(told(site, "hall-b", "release-not-confirmed") - freed - timedelta(seconds=60)) <= EXACT
    assert len(site.record("fire", "zone", "release-not-confirmed")) == 2

    # -- killed again in the flooding, which ends while the worker is away
    site.running.kill("fire", "worker")
    passes(site, flooded + timedelta(seconds=630))
    assert site.get("fire", "/v1/zones/hall-c")["state"] == "VENTILATING"
    site.running.start("fire", "worker")
    assert abs(told(site, "hall-c", "ventilating") - flooded - timedelta(seconds=600)) <= EXACT
