"""The parts that integration tests share: one real database, one real broker, and two small services on them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from libs.store import Port
from libs.testing.running import Parts, Running, running
from libs.testing.walk import Walk


@pytest.fixture(scope="session")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Parts]:
    folder: Path = tmp_path_factory.mktemp("parts")
    with Parts.started(folder) as started:
        yield started


@pytest.fixture
def port() -> Port:
    """What the walk's I/O goes through; a module that breaks or holds steps has a port of its own."""
    return Port()


@pytest.fixture
def walk(parts: Parts, port: Port) -> Iterator[Walk]:
    walking = Walk(parts, port)
    yield walking
    walking.close()


@pytest.fixture(scope="session")
def toys(parts: Parts) -> Iterator[Running]:
    """The counter and the ledger, running; tests use counts of their own."""
    with running(parts, "libs.testing.toys", ("counter", "ledger")) as services:
        yield services
