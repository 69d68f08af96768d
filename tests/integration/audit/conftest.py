"""A house that is audited."""

from __future__ import annotations

from pathlib import Path

import pytest

from libs.testing.walk import Walk
from tests.integration.audit.house import House


@pytest.fixture
def house(walk: Walk, tmp_path: Path) -> House:
    return House(walk, tmp_path)


@pytest.fixture
def signed(house: House) -> House:
    """Three checkpoints, of an event each."""
    for text in ("first", "second", "third"):
        house.write(text)
        house.sign()
    assert house.audit() == (True, 3, None)
    return house
