"""Three Kafka brokers of which some are killed, frozen or stopped: `CHAPELLE_TEST_BROKER=kafka3`, else no test here."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from libs.runtime.parts.kafka_cluster import KafkaCluster
from libs.testing.running import BROKER_KIND, Parts, Running, running
from libs.testing.walk import Walk

collect_ignore_glob = [] if BROKER_KIND == "kafka3" else ["test_*.py"]


@pytest.fixture(scope="session")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Parts]:
    with Parts.started(tmp_path_factory.mktemp("parts")) as started:
        yield started


@pytest.fixture(scope="session")
def cluster(parts: Parts) -> KafkaCluster:
    assert isinstance(parts.broker, KafkaCluster)
    return parts.broker


@pytest.fixture
def walk(parts: Parts) -> Iterator[Walk]:
    walking = Walk(parts)
    yield walking
    walking.close()


@pytest.fixture(scope="session")
def toys(parts: Parts) -> Iterator[Running]:
    """The counter and the ledger, running; every test loads counts of its own."""
    with running(parts, "libs.testing.toys", ("counter", "ledger")) as services:
        yield services
