"""What power finds out becomes an incident at the console, and ends by itself when power says so."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from libs.testing.running import until
from tests.integration.services.house import House


def test_a_feed_is_found_live_lost_and_restored(house: House) -> None:
    # -- heard for the first time
    house.meter("incomer-a", "state", (house.at(), "on"))
    until(lambda: feed(house, "a")["state"] == "live", "the console shows feed a live")

    # -- lost; the generator is at the load in time
    lost, at_the_load = house.at(), house.at(8)
    house.meter("incomer-a", "state", (lost, "off"))
    house.meter("genset", "state", (at_the_load, "on"))
    incident = house.sees_incident("feed-lost", "a", "open")
    assert incident["priority"] == "high"
    assert [cause["type"] for cause in incident["events"]] == ["fr.chapelle.power.feed-lost.v1"]
    until(lambda: feed(house, "a")["state"] == "lost", "the console shows feed a lost")
    house.sees_incident("redundancy-lost", "power", "open")
    house.told("power", "generator", "generator-started", generator="g1", seconds=8)

    # -- back
    house.meter("incomer-a", "state", (house.at(20), "on"))
    resolved = house.sees_incident("feed-lost", "a", "resolved")
    assert resolved["resolved"]["by"] == "fr.chapelle.power.feed-restored.v1"
    house.sees_incident("redundancy-lost", "power", "resolved")
    until(lambda: feed(house, "a")["state"] == "live", "the console shows feed a live again")
    assert house.incident("generator-failed-to-start", "g1") == {}


def test_a_source_that_falls_silent_is_an_incident_until_it_is_heard(house: House) -> None:
    house.meter("ups", "charge", (house.at(), "100"))
    incident = house.sees_incident("source-silent", "power", "open")  # three intervals of a second later
    assert incident["members"] == ["ups"]
    house.meter("ups", "charge", (house.at(120), "99"))  # and then it has time until it is silent again
    house.sees_incident("source-silent", "power", "resolved")
    (heard,) = house.told("power", "meter", "source-heard")
    (silent,) = house.told("power", "meter", "source-silent")
    assert datetime.fromisoformat(heard["data"]["silent_since"]) == datetime.fromisoformat(silent["time"])


def test_low_autonomy_is_an_incident_until_fuel_is_delivered(house: House) -> None:
    house.meter("genset", "fuel", (house.at(), "5000"))  # 0.85 x 5000 / 137.8 = 30.8 h
    incident = house.sees_incident("autonomy-low", "g1", "open")
    assert (incident["priority"], incident["detail"]) == ("high", "30")
    house.meter("genset", "fuel", (house.at(30), "27000"))  # 166 h
    house.sees_incident("autonomy-low", "g1", "resolved")
    (generator,) = house.get("console", "/v1/overview")["generators"]
    assert (generator["autonomy_hours"], generator["low_at"]) == (None, None)


def feed(house: House, id: str) -> dict[str, Any]:
    """The feed as the console's overview shows it; nothing of one that it has not heard of yet."""
    cards = house.get("console", "/v1/overview")["feeds"]
    return next((card for card in cards if card["feed"] == id), {"state": "not heard of"})
