"""One way of power is lost, or both, with a generator or without: what carries what, and that the centre goes on.

Who was without power for longer than a minute has a service-credit window.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from libs.testing.running import until
from tests.integration.stories.story import RACKS, Story

REDUNDANCY = ("redundancy-lost", "power")


def test_one_way_is_lost_then_the_other_and_nothing_goes_dark(story: Story) -> None:
    at = story.begins()
    at(0).calm()

    # -- A is lost; eight seconds on a battery, then the generator is at the load
    lost = at(60).reads((0, "incomer-a state", "off"), (8, "genset state", "on"), (8, "genset power", "400")).at()
    assert since(story, "generator-started", lost) == [{"generator": "g1", "seconds": 8}]
    assert told(story, "ups", "ups-on-battery", lost) == [{"ups": "ups-a", "runtime_seconds": 900}]
    assert told(story, "ups", "ups-on-mains", lost) == [{"ups": "ups-a", "seconds": 8}]
    assert (story.nodes()["ups-a"], story.battery()["ups-a"]) == ("live", "mains")

    # -- B carries what A carried; no rack has two ways of the utilities any more, and the desk is told once
    rack = story.get("power", "/v1/racks/e01")
    assert (rack["redundant"], rack["weakness"]) == (False, "feed_lost")
    assert [(one["feed"], one["lost"]) for one in rack["feeds"]] == [("a", True), ("b", False)]
    assert story.sees_incident("feed-lost", "a", "open")["priority"] == "high"
    until(lambda: sorted(story.incident(*REDUNDANCY).get("members", [])) == RACKS, "all racks in one incident")
    assert story.get("power", "/v1/what-if", lose="b")["survives"]
    assert not story.get("power", "/v1/what-if", lose="b", generator=False)["survives"]
    assert not story.get("power", "/v1/what-if", lose="b,g1")["survives"]
    story.goes_on("hall-a", a="lost", b="live")

    # -- its fuel in hours: 0.85 x 26,395 L at 115.4 L/h, as 40 % of nameplate burn
    at(100).reads((0, "genset fuel", "26395"))
    assert story.generator()["autonomy_hours"] == pytest.approx(194.41, abs=0.01)

    # -- B too: the generator carries all, and no battery is touched
    lost = at(150).reads((0, "incomer-b state", "off")).at()
    story.sees_incident("feed-lost", "b", "open")
    assert {story.nodes()[id] for id in ("ats-a", "ats-b", "ups-a", "ups-b", "pdu-e-a", "pdu-m-b")} == {"live"}
    assert told(story, "ups", "ups-on-battery", lost) == []
    assert story.dark() == {}
    story.goes_on("hall-a", a="lost", b="lost")

    # -- B is back, then A; the load goes back to them, the generator cools down
    at(200).reads((0, "incomer-b state", "on"))
    assert story.generator()["state"] == "running"
    back = at(230).reads((0, "incomer-a state", "on")).at()
    assert story.generator()["state"] == "retransferring"
    at(250).reads((0, "genset power", "0"))
    assert since(story, "generator-retransferred", back) == [{"generator": "g1", "seconds": 20}]
    assert story.generator()["state"] == "cooling"
    at(310).reads((0, "genset state", "off"))
    (stopped,) = since(story, "generator-stopped", back)
    assert (stopped["ran_seconds"], stopped["cooled_seconds"]) == (242, 60)
    until(lambda: story.standing() == set(), "no incident stands")
    story.goes_on("hall-a", a="live", b="live")


def test_the_generator_does_not_start_and_batteries_carry_until_it_is_started_by_hand(story: Story) -> None:
    at = story.begins()
    at(0).calm()

    # -- A is lost, and after ten seconds nothing is at the load
    lost = at(30).reads((0, "incomer-a state", "off")).at()
    failed = story.told("power", "generator", "generator-failed-to-start")[-1]
    assert datetime.fromisoformat(failed["time"]) == lost + timedelta(seconds=10)
    assert failed["data"]["feeds"] == ["a"]
    assert story.sees_incident("generator-failed-to-start", "g1", "open")["priority"] == "high"
    assert story.battery() == {"ups-a": "battery", "ups-b": "mains"}
    story.goes_on("hall-a", a="lost", b="live")

    # -- B too: what the centre has now are fifteen minutes of battery
    lost = at(200).reads((0, "incomer-b state", "off")).at()
    assert story.battery() == {"ups-a": "battery", "ups-b": "battery"}
    until(lambda: story.incident("ups-on-battery", "power").get("members") == ["ups-a", "ups-b"], "both on battery")
    assert not story.get("power", "/v1/what-if", lose="ups-a")["survives"]
    story.goes_on("hall-a", a="lost", b="lost")

    # -- longer than a minute: every contract of which something stands there has a window
    until(lambda: story.dark() == dict.fromkeys(("ap-hp", "eau-de-paris"), (lost, None)), "open windows of both")

    # -- somebody starts it
    started = at(400).reads((0, "genset state", "on"), (0, "genset power", "400")).at()
    until(lambda: story.dark() == dict.fromkeys(("ap-hp", "eau-de-paris"), (lost, started)), "the windows are closed")
    assert since(story, "generator-started", lost)[-1]["seconds"] == 370
    assert story.battery() == {"ups-a": "mains", "ups-b": "mains"}
    story.sees_incident("generator-failed-to-start", "g1", "resolved")
    story.sees_incident("ups-on-battery", "power", "resolved")
    story.goes_on("hall-a", a="lost", b="lost")

    at(500).reads((0, "incomer-a state", "on"), (0, "incomer-b state", "on"))
    at(520).reads((0, "genset power", "0"), (60, "genset state", "off"))
    until(lambda: story.standing() == set(), "no incident stands")

    # -- made again from the record: topics of feeds and generators are read in another order, and the windows are these
    story.running.replay("billing")
    assert story.dark() == dict.fromkeys(("ap-hp", "eau-de-paris"), (lost, started))
    assert story.running.verify("billing")["projections"] == []


def test_a_fire_during_an_outage(story: Story) -> None:
    at = story.begins()
    at(0).calm()

    # -- A is lost, the generator carries
    at(30).reads((0, "incomer-a state", "off"), (8, "genset state", "on"), (8, "genset power", "400"))
    story.sees_incident(*REDUNDANCY, "open")

    # -- and hall-b alarms; somebody sees what it is, and aborts
    at(60).panel("hall-b", (0, "optical", "alarm"), (12, "heat", "alarm"), (20, "panel", "abort"))
    story.sees("access", "/v1/doors/door-hall-b", "released", True)
    story.sees("storage", "/v1/pools/disks-hall-b", "parked", True)
    until(lambda: story.credited("hall-b") == {"eau-de-paris": False}, "a window of who stands there")
    both = {("feed-lost", "a"), REDUNDANCY, ("activated", "hall-b"), ("parked", "storage")}
    until(lambda: story.standing() == both, "both, each as an incident of its own")
    story.goes_on("hall-a", a="lost", b="live")

    # -- B is lost while it is looked at: fire has no part in power, nor power in fire
    at(200).reads((0, "incomer-b state", "off"))
    assert story.nodes()["pdu-m-b"] == "live"
    assert story.zone("hall-b")["state"] == "ACTIVATED"
    assert story.shows_badge("agent-1", "door-hall-b")["reason"] == "fire"
    story.goes_on("hall-a", a="lost", b="lost")

    # -- the panel is reset: the alarm is over, the outage is not
    at(300).says("hall-b", "panel", "reset")
    story.sees("access", "/v1/zones/hall-b", "alarm", "none")
    story.post("access", "/v1/zones/hall-b/secure", {"by": "desk"}, "desk")
    story.sees("storage", "/v1/pools/disks-hall-b", "parked", False)
    until(lambda: story.credited("hall-b") == {"eau-de-paris": True}, "the window is closed")
    until(lambda: story.standing() == {("feed-lost", "a"), ("feed-lost", "b"), REDUNDANCY}, "the outage alone")

    at(400).reads((0, "incomer-a state", "on"), (0, "incomer-b state", "on"))
    at(420).reads((0, "genset power", "0"), (60, "genset state", "off"))
    until(lambda: story.standing() == set(), "no incident stands")
    story.goes_on("hall-a", a="live", b="live")


def told(story: Story, entity: str, fact: str, since: datetime) -> list[dict[str, Any]]:
    """What power told of it since then."""
    found = story.record("power", entity, fact)
    return [one["data"] for one in found if datetime.fromisoformat(one["time"]) >= since]


def since(story: Story, fact: str, moment: datetime) -> list[dict[str, Any]]:
    """What the generator has told since then, once it has."""
    return until(lambda: told(story, "generator", fact, moment), f"{fact} since {moment}")
