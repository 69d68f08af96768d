"""`chapelle replay` and `chapelle verify` as processes beside running services: under load, killed, begun again."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Iterator, Mapping
from functools import partial

import pytest

from libs.testing.running import PATIENCE, Parts, Running, running, until

BELLS = 8


@pytest.fixture(scope="module")
def toys(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The toys on parts of their own, for their projections change places. `rung` is the ledger's."""
    with (
        Parts.started(tmp_path_factory.mktemp("replays")) as parts,
        running(parts, "libs.testing.toys", ("counter", "ledger")) as services,
    ):
        yield services


def heard(toys: Running, bell: str) -> list[int]:
    found = toys.projection("ledger", "rung").find_one({"_id": bell})
    return list(found["times"]) if found else []


def ring(toys: Running, bell: str, times: int) -> None:
    for _ in range(times):
        assert toys.post("counter", f"/v1/bells/{bell}/ring", {}).status_code == 200


class Ringing:
    """Bells ring until the block ends."""

    def __init__(self, toys: Running) -> None:
        self.toys, self.stopped = toys, threading.Event()
        self.bells = {f"bell-{uuid.uuid4().hex[:8]}": 0 for _ in range(BELLS)}
        self.thread = threading.Thread(target=self.run, daemon=True)

    def run(self) -> None:
        while not self.stopped.is_set():
            for bell in self.bells:
                ring(self.toys, bell, 1)
                self.bells[bell] += 1

    def __enter__(self) -> Ringing:
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopped.set()
        self.thread.join(PATIENCE)
        assert not self.thread.is_alive(), "a ring is not answered"

    def has_rung_on(self, before: Mapping[str, int]) -> bool:
        return all(self.bells[bell] > times + 3 for bell, times in before.items())

    def all_heard(self) -> bool:
        """Whether each ring was heard once, in order."""
        return all(heard(self.toys, bell) == list(range(1, times + 1)) for bell, times in self.bells.items())


def test_what_was_spoiled_is_found_and_mended_while_events_keep_coming(toys: Running) -> None:
    bell = f"spoiled-{uuid.uuid4().hex[:8]}"
    ring(toys, bell, 3)
    until(lambda: heard(toys, bell) == [1, 2, 3], "heard")
    toys.projection("ledger", "rung").update_one({"_id": bell}, {"$set": {"times": [1, 2, 2]}})

    breaches = toys.verify("ledger")
    assert (breaches["outbox"], breaches["positions"]) == ([], [])
    assert breaches["projections"][1] == f"rung {bell}: times is [1, 2, 2], replayed [1, 2, 3]"
    tried = toys.replay("ledger", "--dry-run")
    assert tried["projections"]["rung"]["different"] == 1
    assert heard(toys, bell) == [1, 2, 2]

    outbox = toys.database("ledger").outbox.count_documents({})
    with Ringing(toys) as ringing:
        until(lambda: min(ringing.bells.values()) > 5, "they ring")
        for _ in range(2):
            assert toys.replay("ledger")["events"] > 3
            before = dict(ringing.bells)
            until(partial(ringing.has_rung_on, before), "they ring on")
    until(ringing.all_heard, "every ring, once, in order")
    assert heard(toys, bell) == [1, 2, 3]
    assert toys.database("ledger").outbox.count_documents({}) == outbox  # nothing was told
    assert toys.verify("ledger") == {"outbox": [], "chain": [], "positions": [], "projections": []}


def test_it_is_killed_in_the_middle_and_goes_on(toys: Running) -> None:
    with Ringing(toys) as ringing:
        until(lambda: sum(ringing.bells.values()) > 200, "they have rung")
    until(ringing.all_heard, "heard")
    progress = toys.database("ledger").replays
    whole = sum(p["next"] - 1 for p in toys.database("ledger").positions.find({"_id": {"$regex": "urgent"}}))

    def come() -> int:
        return sum(place["next"] - 1 for place in progress.find({"run": "replay"}))

    process = toys.command("replay", "ledger", CHAPELLE_BATCH="1")
    until(lambda: come() > 20, "it is under way")
    process.kill()
    process.communicate()
    before = come()
    assert 20 < before < whole
    assert ringing.all_heard()

    filled = toys.replay("ledger")

    assert filled["goes_on"]
    assert filled["events"] == counted(toys) - before
    assert ringing.all_heard()
    assert progress.count_documents({}) == 0
    assert toys.replay("ledger", "--dry-run")["projections"]["rung"]["different"] == 0


def counted(toys: Running) -> int:
    """Events of all topics that the ledger hears."""
    return sum(position["next"] - 1 for position in toys.database("ledger").positions.find())


def test_letters_are_told(toys: Running) -> None:
    poison = f"poison-{uuid.uuid4().hex[:8]}"
    for _ in range(3):
        assert toys.post("counter", "/v1/adds", {"count": poison, "by": 1}).status_code == 200
    letters = toys.database("ledger").letters
    until(lambda: letters.count_documents({"key": poison}) == 2, "both wait")
    kept = toys.replay("ledger")["letters_kept"]
    assert [(one["key"], one["behind"]) for one in kept if one["key"] == poison] == [(poison, False), (poison, True)]
    assert letters.count_documents({"key": poison, "state": "waiting"}) == 2


def test_who_keeps_no_projection_says_so(toys: Running) -> None:
    process = toys.command("replay", "counter")
    assert process.communicate()[1] == "counter keeps no projections: there is nothing to make again\n"
    assert process.returncode == 2
