"""The parts that integration tests share: one real database, one real broker, and two small services on them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from libs.store import Port
from libs.testing.running import BROKER_KIND, Parts, Running, running
from libs.testing.walk import Walk

ALIKE = [
    "audit/*", "exits/*", "privacy/*", "storage/*", "test_bad_requests.py", "test_commands.py",
    "test_commit_under_way.py", "test_counts_of_checks.py", "test_counts_of_rating.py",
    "test_each_its_own_database.py", "test_key_rotation.py",
    "test_refused_by_the_database.py", "test_settings.py", "test_write_skew.py",
    *(f"services/test_{name}.py" for name in (
        "acts", "at_once", "bad_billing", "crash_points_of_runs", "documents", "doors_alone", "hand_over", "invoices",
        "scopes", "tenants_own", "whatever_is_asked",
    )),
]  # fmt: skip
"""What they show does not hang on which broker it is: on the embedded one alone."""
collect_ignore_glob = ALIKE if BROKER_KIND != "tansu" else []


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


@pytest.fixture
def unbegun(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The same on parts of their own, of which no process runs yet."""
    with Parts.started(tmp_path_factory.mktemp("unbegun")) as parts:
        services = Running(parts, "libs.testing.toys", ("counter", "ledger"))
        yield services
        services.stop()
