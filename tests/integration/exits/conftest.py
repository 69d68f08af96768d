"""A site whose database may be taken away: one for the stories of a file."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest

from tests.integration.exits.house import Site, opened


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with opened(tmp_path_factory.mktemp("exits")) as site:
        yield site


@pytest.fixture
def key() -> str:
    return uuid.uuid4().hex
