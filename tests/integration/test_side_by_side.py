"""A rolling upgrade, with both versions of a service at work on one database: readers first, then writers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from libs.testing.load import Load
from libs.testing.running import Parts, Running, running, until

NEXT = "libs.testing.toys_next"


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The toys on parts of their own, whose topics only they write."""
    with (
        Parts.started(tmp_path_factory.mktemp("versions")) as parts,
        running(parts, "libs.testing.toys", ("counter", "ledger")) as toys,
    ):
        yield toys


def begin(toys: Running, service: str, *processes: str) -> None:
    """More processes of a service, of its next version, beside those there are."""
    for process in processes:
        toys.start(service, process, NEXT)
    toys.wait_ready()


def end(toys: Running, service: str, *processes: str) -> None:
    """They stop as a deployment stops them."""
    for process in processes:
        toys.end(service, process)


def versions(toys: Running) -> Counter[tuple[str, str]]:
    """How many events of each count are recorded in each version."""
    pages = toys.database("counter").outbox.find({"topic": "chapelle.counter.count.v1"})
    return Counter((event["key"], event["type"].rpartition(".")[2]) for page in pages for event in page["events"])


def test_readers_first_then_writers(alone: Running) -> None:
    counts, letters = alone.database("counter").counts, alone.database("ledger").letters
    with Load(alone) as load:
        load.wait_booked(20, "version 1 alone")
        begin(alone, "ledger", "api-2", "worker-2")
        load.wait_booked(60, "two versions of the reader")
        end(alone, "ledger", "api", "worker")
        alone.start("ledger", "api", NEXT)  # at the address that all know
        load.wait_booked(20, "the new reader alone")
        assert {version for _, version in versions(alone)} == {"v1"}

        begin(alone, "counter", "api-2", "worker-2")
        until(lambda: load.answered_by["api-2"] > 40, "answers of the new writer")
        load.wait_booked(60, "two versions of the writer")
        by_both = load.answered_by.copy()
        end(alone, "counter", "api", "worker")
        alone.start("counter", "api", NEXT)
        load.wait_booked(20, "the new version alone")
    until(load.all_booked, "all has arrived")

    assert by_both["api"] > 40
    assert letters.count_documents({}) == 0
    assert load.breaches(wiped=False) == []
    said = versions(alone)
    for count in load.done:
        assert said[count, "v1"] > 0
        assert said[count, "v2"] > 0
        stored = counts.find_one({"_id": count})
        assert stored is not None
        assert stored["by_next"] == said[count, "v2"]  # the old writer, which does not know the field, lost none of it
        assert stored["changes"] == load.done[count]


def test_in_the_wrong_order_nothing_is_lost(alone: Running) -> None:
    """The reader is one behind its writer: what it does not know waits as letters, until it is upgraded."""
    letters = alone.database("ledger").letters
    alone.start("ledger", "worker")
    end(alone, "ledger", "worker-2")
    with Load(alone) as load:
        until(lambda: letters.count_documents({"behind": True}) > 20, "letters, and who waits behind")
        alone.start("ledger", "worker-2", NEXT)
        end(alone, "ledger", "worker")
        load.wait_answered(40, "more of the same keys")
    first = list(letters.find({"behind": False}))
    assert {letter["key"] for letter in first} == set(load.done)
    assert {letter["reason"] for letter in first} == {
        "counted.v2 is newer than this reader, which knows v1: upgrade, then send again"
    }

    for letter in first:
        assert alone.post("ledger", f"/v1/dead-letters/{letter['_id']}/send-again", {}).status_code == 202
    until(load.all_booked, "each once, in order")
    until(lambda: {letter["state"] for letter in letters.find()} == {"applied"}, "no letter waits")
    assert load.breaches(wiped=False) == []
