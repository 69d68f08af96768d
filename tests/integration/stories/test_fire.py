"""A fire in one hall, from the first detector to the doors secured; and the centre goes on in the other."""

from __future__ import annotations

from libs.testing.running import until
from tests.integration.stories.story import Story

SIGN_OFF = {"by": "desk", "note": "aired, walked through"}
ON = {"a": "live", "b": "live"}


def test_a_fire_stops_and_the_centre_does_not(story: Story) -> None:
    at = story.begins()

    # -- a calm morning: both feeds are live, somebody works in each hall
    at(0).calm()
    for agent, hall in (("agent-1", "hall-a"), ("agent-2", "hall-b")):
        story.goes_through(agent, "door-main")
        story.goes_through(agent, f"door-{hall}")
    story.sees("fire", "/v1/zones/hall-a", "occupancy", 1)
    assert air(story) == ("running", "open")

    # -- the first detector: nobody is let in any more; elsewhere nothing has changed
    at(100).says("hall-a", "optical", "alarm")
    story.sees("access", "/v1/zones/hall-a", "alarm", "pre_activated")
    assert story.shows_badge("agent-3", "door-hall-a")["reason"] == "fire"
    assert air(story) == ("running", "open")
    story.goes_on("hall-b", **ON)

    # -- the second, of another technology; HOLD, for somebody is inside
    at(112).says("hall-a", "heat", "alarm")
    at(115).says("hall-a", "panel", "hold_pressed")
    everybody_reacts(story)
    story.goes_through("agent-1", "door-hall-a", "out")
    for agent in story.get("access", "/v1/muster")["unaccounted"]:
        story.post("access", f"/v1/muster/{agent}", {"status": "safe", "by": "desk"}, "desk")
    assert story.get("access", "/v1/muster")["unaccounted"] == []
    story.goes_on("hall-b", **ON)

    # -- HOLD is let go, the panel counts its 30 s, the gas flows
    at(300).panel("hall-a", (0, "panel", "hold_released"), (31, "panel", "flow"))
    assert (story.zone("hall-a")["state"], *air(story)) == ("RELEASED", "stopped", "closed")
    story.goes_on("hall-b", **ON)

    # -- ten minutes later it is aired; what was opened and stopped waits for a person
    story.sees("fire", "/v1/zones/hall-a", "state", "VENTILATING", patience=60)
    assert air(story) == ("extracting", "open")
    story.post("access", "/v1/zones/hall-a/secure", {"by": "desk"}, "desk", 409)
    story.post("fire", "/v1/zones/hall-a/sign-off", SIGN_OFF, "desk", 409)
    at(1_000).says("hall-a", "panel", "reset").says("hall-a", "panel", "oxygen", 20.8)
    story.post("fire", "/v1/zones/hall-a/sign-off", SIGN_OFF, "desk")

    # -- quiescent: everything works again, and the doors are free until somebody takes them back
    everybody_follows(story)
    story.goes_on("hall-b", **ON)
    assert story.record("power", "feed", "feed-lost") == []
    assert story.record("fire", "zone", "release-not-confirmed") == []


def air(story: Story) -> tuple[str, str]:
    zone = story.zone("hall-a")
    return zone["hvac"], zone["dampers"]


def everybody_reacts(story: Story) -> None:
    """To the alarm that is activated in hall-a, with agent-1 inside and agent-2 in the other hall."""
    assert (story.zone("hall-a")["state"], *air(story)) == ("ACTIVATED", "stopped", "closed")
    story.sees("access", "/v1/doors/door-hall-a", "released", True)
    assert not story.get("access", "/v1/doors/door-hall-b")["released"]
    muster = story.get("access", "/v1/muster")
    assert (muster["frozen"], muster["drill"]) == (True, False)
    assert (muster["zones"]["hall-a"], muster["zones"]["hall-b"]) == (["agent-1"], ["agent-2"])
    story.sees("storage", "/v1/pools/disks-hall-a", "parked", True)
    assert not story.get("storage", "/v1/pools/disks-hall-b")["parked"]
    assert story.sees_incident("activated", "hall-a", "open")["priority"] == "top"
    assert story.sees_incident("parked", "storage", "open")["members"] == ["disks-hall-a"]
    until(lambda: story.card("hall-a")["hvac_stopped"], "the page shows that HVAC is stopped")
    until(lambda: story.credited("hall-a") == {"ap-hp": False}, "a window of the contract that stands there, no other")


def everybody_follows(story: Story) -> None:
    """Hall-a is quiescent."""
    assert air(story) == ("running", "open")
    story.sees("access", "/v1/zones/hall-a", "alarm", "none")
    assert story.get("access", "/v1/doors/door-hall-a")["released"]
    story.sees("storage", "/v1/pools/disks-hall-a", "parked", False)
    until(lambda: story.credited("hall-a") == {"ap-hp": True}, "the window is closed")
    assert story.post("access", "/v1/zones/hall-a/secure", {"by": "desk"}, "desk")["doors"] == ["door-hall-a"]
    assert not story.get("access", "/v1/doors/door-hall-a")["released"]
    assert not story.get("access", "/v1/muster")["frozen"]
    until(lambda: story.standing() == set(), "no incident stands")
    assert story.shows_badge("agent-3", "door-hall-a")["reason"] == "ok"
