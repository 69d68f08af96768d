"""The OpenAPI document of each service: what whoever writes a client for it relies on."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from libs.events.services import SERVICES
from tests.integration.services.house import House


@pytest.mark.parametrize("service", SERVICES)
def test_each_operation_has_a_name_of_its_own(house: House, service: str) -> None:
    paths = document(house, service)["paths"]
    names = Counter(operation["operationId"] for operations in paths.values() for operation in operations.values())
    assert [name for name, times in names.items() if times > 1] == []


@pytest.mark.parametrize(
    ("shape", "field", "said"),
    [
        ("Listing_DoorAnswer_", "next", "The cursor of the page after it, or null."),
        ("DoorAnswer", "from", "The zone that one comes from."),
        ("CheckBadge", "at", "When, by the door's clock; default now."),
    ],
)
def test_what_is_said_under_a_field_is_in_the_document(house: House, shape: str, field: str, said: str) -> None:
    assert document(house, "access")["components"]["schemas"][shape]["properties"][field]["description"] == said


def document(house: House, service: str) -> Any:
    return house.running.get(service, "/openapi.json").json()
