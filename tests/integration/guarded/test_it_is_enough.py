"""With the rights that they have and no others, the six services do all their work on a broker that knows them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from functools import partial
from typing import Any

import pytest
from kafka import KafkaAdminClient, KafkaProducer

from libs.runtime.clock_keeper import ClockKeeper
from libs.testing.running import alive, until
from tests.integration.guarded.fort import Fort
from tests.integration.services.house import House
from tests.integration.services.plans import OPENED, SITE

ZONES = "chapelle.fire.zone.v1"
NO_EVENT = "no event"
HEARERS = ("access", "storage", "billing")
"""Who hears what fire says of a zone, besides the console, which shows everybody's letters."""


@pytest.fixture(scope="module")
def house(fort: Fort) -> Iterator[House]:
    clock = ClockKeeper.of(fort.parts.folder).begin(OPENED, 1.0)
    with alive(fort.running(CHAPELLE_CLOCK=str(clock))) as services:
        house = House(services, clock)
        for service, section in SITE.items():
            house.post(service, "/v1/site", section)
        yield house


def test_from_the_badge_by_the_fire_to_the_desk_and_the_bill(house: House) -> None:
    house.goes_through("agent-1", "door-main")
    house.goes_through("agent-1", "door-hall-a")
    house.sees("fire", "/v1/zones/hall-a", "occupancy", 1)  # access to fire
    house.sees_incident("occupied-above-noael", "hall-a", "open")  # fire to console
    house.panel("hall-b", (-8, "optical", "alarm"), (0, "heat", "alarm"))
    house.sees("access", "/v1/doors/door-hall-b", "released", True)  # fire to access
    house.sees("storage", "/v1/pools/objects", "parked", True)  # fire to storage
    house.sees_incident("parked", "storage", "open")  # storage to console
    until(lambda: house.items("billing", "/v1/service-credit-windows"), "a window of service credit")  # fire to billing


def test_all_that_was_told_has_come(house: House) -> None:
    assert house.running.breaches() == {}


def test_a_letter_is_kept_told_and_decided_on(fort: Fort, house: House) -> None:
    with closing(KafkaProducer(**fort.parts.broker.access.options)) as administrator:
        administrator.send(ZONES, key=b"nowhere", value=NO_EVENT.encode(), partition=0).get(timeout=5)

    until(partial(shows_everybodys, house), "everybody's letters")
    for service in HEARERS:
        [letter] = until(partial(letters, house, service), f"a letter of {service}")
        house.post(service, f"/v1/dead-letters/{letter['id']}/discard", {"why": "not fire's"}, "ops", 202)
        until(partial(no_letters, house, service), f"the letter of {service} is decided on")


def letters(house: House, service: str) -> list[dict[str, Any]]:
    """Of what was sent just now; others have tried to write there before."""
    found = house.items(service, "/v1/dead-letters")
    return [one for one in found if one["stream"].startswith(ZONES) and one["value"] == NO_EVENT]


def shows_everybodys(house: House) -> bool:
    shown = {one["service"] for one in letters(house, "console")}
    assert shown == {*HEARERS, "console"}, shown
    return True


def no_letters(house: House, service: str) -> bool:
    return not letters(house, service)


def test_what_the_console_shows_is_made_again(house: House) -> None:
    assert house.running.replay("console")["events"] > 0
    house.sees_incident("parked", "storage", "open")


def test_a_topic_that_is_lost_is_made_again_by_who_owns_it(fort: Fort, house: House) -> None:
    with closing(KafkaAdminClient(**fort.parts.broker.access.options)) as administrator:
        administrator.delete_topics([ZONES])
    house.panel("hall-c", (-8, "optical", "alarm"), (0, "heat", "alarm"))
    house.sees("access", "/v1/doors/door-hall-c", "released", True)
    until(lambda: house.running.figure("fire", "broker_wiped"), "fire has found its topic lost")
