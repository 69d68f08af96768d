"""Which instants are reported: the newest, and every full hour on the way to it."""

from __future__ import annotations

from datetime import timedelta

from simulator.panels import design_percent, oxygen, suffocating
from simulator.rhythm import due
from tests.unit.simulator.site import SITE, at


def test_the_first_report_is_of_the_newest_instant() -> None:
    assert list(due(None, at(130), 60)) == [at(120)]


def test_nothing_is_due_before_the_next_instant() -> None:
    assert list(due(at(120), at(179), 60)) == []
    assert list(due(at(120), at(180), 60)) == [at(180)]


def test_what_was_missed_is_left_out_but_for_full_hours() -> None:
    assert list(due(at(120), at(2 * 3600 + 900), 60)) == [at(3600), at(7200), at(7200 + 900)]
    assert list(due(at(120), at(3600), 60)) == [at(3600)]


def test_a_long_silence_is_not_made_good() -> None:
    assert len(list(due(at(0), at(0) + timedelta(days=40), 60))) == 24


def test_who_may_not_be_inside_unless_manual_only() -> None:
    assert [round(design_percent(zone), 1) for zone in SITE["fire"]["zones"]] == [45.2, 39.3]
    assert suffocating(SITE["fire"]) == {"hall"}


def test_a_calm_panel() -> None:
    (signal,) = oxygen(["hall"], at(0))
    assert signal["id"] == "1772442000000-oxygen"
    assert (signal["zone"], signal["device"], signal["kind"]) == ("hall", "panel", "oxygen")
    assert 20.7 <= signal["value"] <= 21.0
