"""People and fire: who is inside, who may enter, what an alarm does everywhere, and how it ends."""

from __future__ import annotations

from datetime import datetime

from libs.testing.running import until
from tests.integration.services.house import House


def test_a_person_in_a_hall_that_gas_may_flood_is_in_danger_until_it_is_manual_only(house: House) -> None:
    # -- granted is not entered; the door's opening is
    house.goes_through("agent-1", "door-main")
    assert house.shows_badge("agent-1", "door-hall-a")["reason"] == "ok"
    assert house.inside("hall-a") == []
    house.door("door-hall-a", "opened", "closed")
    assert house.inside("hall-a") == ["agent-1"]

    # -- fire hears of it, and says so; the desk's screen rings
    zone = house.sees("fire", "/v1/zones/hall-a", "occupied_above_noael", True)
    assert (zone["occupancy"], zone["design_concentration_percent"], zone["state"]) == (1, 45.3, "QUIESCENT")
    assert house.sees_incident("occupied-above-noael", "hall-a", "open")["priority"] == "top"
    lines = house.items("fire", "/v1/zones/hall-a/timeline")
    danger = next(line for line in lines if line["name"] == "fr.chapelle.fire.occupied-above-noael.v1")
    entered, told = datetime.fromisoformat(danger["at"]), datetime.fromisoformat(danger["received_at"])
    assert entered <= told

    # -- manual only: nothing can be released on them
    house.panel("hall-a", (0, "panel", "manual_only"))
    assert not house.get("fire", "/v1/zones/hall-a")["occupied_above_noael"]
    house.sees_incident("occupied-above-noael", "hall-a", "resolved")

    # -- automatic again while somebody is inside is a danger again; it ends with their leaving
    house.panel("hall-a", (0, "panel", "automatic"))
    house.sees_incident("occupied-above-noael", "hall-a", "open")
    house.goes_through("agent-1", "door-hall-a", "out")
    house.sees("fire", "/v1/zones/hall-a", "occupancy", 0)
    house.sees_incident("occupied-above-noael", "hall-a", "resolved")


def test_after_a_first_detector_nobody_is_let_in_until_the_panel_is_reset(house: House) -> None:
    house.panel("hall-a", (0, "optical", "alarm"))
    house.sees("access", "/v1/zones/hall-a", "alarm", "pre_activated")
    assert house.shows_badge("agent-3", "door-hall-a")["reason"] == "fire"
    assert house.shows_badge("agent-3", "door-hall-a", "out")["reason"] == "ok_exit_always_free"
    assert not house.get("access", "/v1/doors/door-hall-a")["released"]
    house.sees_incident("pre-activated", "hall-a", "open")

    house.panel("hall-a", (0, "panel", "reset"))
    house.sees("access", "/v1/zones/hall-a", "alarm", "none")
    assert house.shows_badge("agent-3", "door-hall-a")["reason"] == "ok"
    house.sees_incident("pre-activated", "hall-a", "resolved")


def test_a_fire_from_the_second_detector_to_the_doors_secured(house: House) -> None:
    house.goes_through("agent-2", "door-main")
    house.goes_through("agent-2", "door-hall-b")
    house.sees("fire", "/v1/zones/hall-b", "occupancy", 1)

    # -- two detectors of different technology, 12 minutes ago, and 20 s later the gas
    house.panel("hall-b", (-728, "optical", "alarm"), (-720, "heat", "alarm"), (-700, "panel", "flow"))

    # -- doors are free, entries refused, exits not, the list of people stands still, disks are parked
    house.sees("access", "/v1/doors/door-hall-b", "released", True)
    assert not house.get("access", "/v1/doors/door-hall-a")["released"]
    muster = house.get("access", "/v1/muster")
    assert muster["frozen"]
    assert muster["zones"]["hall-b"] == ["agent-2"]
    assert "agent-2" in muster["unaccounted"]
    assert house.shows_badge("agent-3", "door-hall-b")["reason"] == "fire"
    house.goes_through("agent-2", "door-hall-b", "out")
    assert house.inside("hall-b") == []
    assert house.get("access", "/v1/muster")["zones"]["hall-b"] == ["agent-2"]  # as it was at the alarm
    accounted = house.post("access", "/v1/muster/agent-2", {"status": "safe", "by": "desk"}, "desk")
    assert "agent-2" not in accounted["unaccounted"]
    house.sees("storage", "/v1/pools/objects", "parked", True)
    assert not house.get("storage", "/v1/pools/archive")["parked"]  # it stands in another hall
    assert house.sees_incident("activated", "hall-b", "open")["priority"] == "top"
    house.sees_incident("parked", "storage", "open")

    # -- flooded for ten minutes, which are over; then aired, until a person may sign off
    house.sees("fire", "/v1/zones/hall-b", "state", "VENTILATING")
    house.post("access", "/v1/zones/hall-b/secure", {"by": "desk"}, "desk", 409)
    sign_off = {"by": "desk", "note": "aired, looked at"}
    house.post("fire", "/v1/zones/hall-b/sign-off", sign_off, "desk", 409)
    house.panel("hall-b", (0, "panel", "reset"), (0, "panel", "oxygen", 18.9))
    house.post("fire", "/v1/zones/hall-b/sign-off", sign_off, "desk", 409)
    house.panel("hall-b", (1, "panel", "oxygen", 20.8))
    assert house.post("fire", "/v1/zones/hall-b/sign-off", sign_off, "desk")["state"] == "QUIESCENT"

    # -- entries follow the rules again; the doors stay free until a person takes them back
    house.sees("access", "/v1/zones/hall-b", "alarm", "none")
    assert house.get("access", "/v1/doors/door-hall-b")["released"]
    assert house.shows_badge("agent-3", "door-hall-b")["reason"] == "ok"
    assert house.post("access", "/v1/zones/hall-b/secure", {"by": "desk"}, "desk")["doors"] == ["door-hall-b"]
    assert not house.get("access", "/v1/doors/door-hall-b")["released"]
    assert not house.get("access", "/v1/muster")["frozen"]

    # -- and everybody else follows
    house.sees("storage", "/v1/pools/objects", "parked", False)
    house.sees_incident("activated", "hall-b", "resolved")
    house.sees_incident("parked", "storage", "resolved")
    window = until(lambda: credit_windows(house, "hall-b"), "the window of service credit closed")[-1]
    assert window["opened_at"] < window["closed_at"]


def credit_windows(house: House, zone: str) -> list[dict[str, str]]:
    """The closed windows of a zone."""
    windows = house.items("billing", "/v1/service-credit-windows")
    return [window for window in windows if window["zone"] == zone and window["closed_at"]]
