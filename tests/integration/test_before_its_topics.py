"""A worker that is there before the topics that it hears: not ready, and says why; nothing of what comes is lost."""

from __future__ import annotations

from libs.testing.running import Running, until
from tests.integration.counting import add, booked, ready


def test_the_ledger_is_there_before_whom_it_hears(unbegun: Running) -> None:
    # -- the ledger alone, on a broker that has none of its topics
    for process in ("api", "worker"):
        unbegun.start("ledger", process)
    sentence = "chapelle.counter.count.v1: counter has not made it yet"
    until(lambda: sentence in ready(unbegun, "ledger", "worker").text, "it says whom it waits for")
    assert ready(unbegun, "ledger", "worker").status_code == 503
    assert ready(unbegun, "ledger", "api").status_code == 200

    # -- the counter's api is there, and takes what it is told; nobody publishes it yet
    unbegun.start("counter", "api")
    until(lambda: ready(unbegun, "counter", "api").status_code == 200, "it takes additions")
    assert [add(unbegun, "early") for _ in range(3)] == [200, 200, 200]
    assert ready(unbegun, "ledger", "worker").status_code == 503

    # -- its worker makes the topics: the ledger goes on, without being started again
    ledger = unbegun.processes["ledger", "worker"].pid
    unbegun.start("counter", "worker")
    unbegun.wait_ready()
    until(lambda: booked(unbegun, "early") == [1, 2, 3], "all three have come, in their order")
    assert unbegun.processes["ledger", "worker"].pid == ledger
