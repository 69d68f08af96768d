"""A worker that is there before the topics that it hears: not ready, and says why; nothing of what comes is lost."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from libs.testing.running import Parts, Running, until
from tests.integration.counting import add, booked, ready


@pytest.fixture
def toys(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with Parts.started(tmp_path_factory.mktemp("before")) as parts:
        services = Running(parts, "libs.testing.toys", ("counter", "ledger"))
        yield services
        services.stop()


def test_the_ledger_is_there_before_whom_it_hears(toys: Running) -> None:
    # -- the ledger alone, on a broker that has none of its topics
    for process in ("api", "worker"):
        toys.start("ledger", process)
    sentence = "chapelle.counter.count.v1: counter has not made it yet"
    until(lambda: sentence in ready(toys, "ledger", "worker").text, "it says whom it waits for")
    assert ready(toys, "ledger", "worker").status_code == 503
    assert ready(toys, "ledger", "api").status_code == 200

    # -- the counter's api is there, and takes what it is told; nobody publishes it yet
    toys.start("counter", "api")
    until(lambda: ready(toys, "counter", "api").status_code == 200, "it takes additions")
    assert [add(toys, "early") for _ in range(3)] == [200, 200, 200]
    assert ready(toys, "ledger", "worker").status_code == 503

    # -- its worker makes the topics: the ledger goes on, without being started again
    ledger = toys.processes["ledger", "worker"].pid
    toys.start("counter", "worker")
    toys.wait_ready()
    until(lambda: booked(toys, "early") == [1, 2, 3], "all three have come, in their order")
    assert toys.processes["ledger", "worker"].pid == ledger
