"""Two versions of a service on one database: a field that one does not know stays, a shape that it does not know is
refused."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from libs.events import Value, replace
from libs.runtime.clock import Clock
from libs.store import Collection, NewerSchema, Store, Unit
from libs.store.recent import Recent
from libs.testing.running import Parts, Running, running, until


class Door(Value):
    id: str
    opened: int = 0


class DoorWithNote(Value):
    """A field more, with a default."""

    id: str
    opened: int = 0
    note: str = ""


class DoorByWay(Value):
    """Another shape: `opened` by way."""

    id: str
    inward: int = 0
    outward: int = 0


def by_way(document: dict[str, Any]) -> dict[str, Any]:
    """Schema 1 to 2: until now they opened inward."""
    document["inward"] = document.pop("opened")
    return document


class Now(Unit):
    doors = Collection(Door)


class WithNote(Unit):
    doors = Collection(DoorWithNote)


class ByWay(Unit):
    doors = Collection(DoorByWay, schema=2, upgrades={1: by_way})


class Versions:
    """One database, and a store of each version of its service."""

    def __init__(self, parts: Parts) -> None:
        service = f"doors-{uuid.uuid4().hex[:6]}"
        self.uri, self.service = parts.address(service, f"t_{service}"), service
        self.now, self.with_note, self.by_way = (self.store(unit) for unit in (Now, WithNote, ByWay))

    def store(self, unit: Any) -> Store[Any]:
        store: Store[Any] = Store(self.uri, f"t_{self.service}", self.service, unit, Clock())
        store.set_up()
        return store

    def stored(self) -> dict[str, Any]:
        found = self.now.db.doors.find_one({"_id": "hall-a"}, {"_id": 0, "v": 0})
        assert found is not None
        return found


@pytest.fixture
def versions(parts: Parts) -> Iterator[Versions]:
    stores = Versions(parts)
    yield stores
    for store in (stores.now, stores.with_note, stores.by_way):
        store.close()


def opened(store: Store[Any]) -> None:
    """As who knows no more than `opened` writes a door that it has read."""
    store.run(lambda unit: unit.put(replace(unit.doors.need("hall-a"), opened=unit.doors.need("hall-a").opened + 1)))


def test_a_field_that_is_not_known_here_stays(versions: Versions) -> None:
    versions.with_note.run(lambda unit: unit.put(DoorWithNote("hall-a", 1, "squeaks")))
    opened(versions.now)
    versions.now.run(lambda unit: unit.guard(unit.doors.need("hall-a")))
    assert versions.stored() == {"id": "hall-a", "opened": 2, "note": "squeaks"}
    opened(versions.with_note)
    assert versions.with_note.unit().doors.need("hall-a") == DoorWithNote("hall-a", 3, "squeaks")


def test_an_older_shape_is_read_as_todays_and_what_it_had_is_gone(versions: Versions) -> None:
    versions.now.run(lambda unit: unit.put(Door("hall-a", 7)))
    versions.by_way.run(lambda unit: unit.put(replace(unit.doors.need("hall-a"), outward=1)))
    assert versions.stored() == {"id": "hall-a", "inward": 7, "outward": 1, "s": 2}


def test_an_older_shape_that_is_at_hand_is_written_whole(versions: Versions) -> None:
    recent = Recent()

    def looked_at(unit: ByWay) -> None:
        unit.recent = recent
        unit.guard(unit.doors.need("hall-a"))

    def opened_outward(unit: ByWay) -> None:
        unit.recent = recent
        door = unit.doors.need("hall-a")
        unit.put(replace(door, outward=door.outward + 1))

    versions.now.run(lambda unit: unit.put(Door("hall-a", 7)))
    versions.by_way.run(looked_at)
    assert versions.stored() == {"id": "hall-a", "opened": 7}
    for times in (1, 2):
        versions.by_way.run(opened_outward)
        assert versions.stored() == {"id": "hall-a", "inward": 7, "outward": times, "s": 2}


def test_a_newer_shape_is_refused_however_it_is_come_by(versions: Versions) -> None:
    versions.by_way.run(lambda unit: unit.put(DoorByWay("hall-a", 7)))
    before, now = versions.stored(), versions.now
    why = "doors 'hall-a' has schema 2, which a newer version of this service wrote; this one knows 1"
    for decide in (
        lambda unit: unit.doors.need("hall-a"),
        lambda unit: unit.doors.where(),
        lambda unit: unit.prefetch([(Door, "hall-a")]),
        lambda unit: unit.put(Door("hall-a")),  # taken to be new, then looked for
        lambda unit: unit.remove(Door("hall-a")),
    ):
        with pytest.raises(NewerSchema, match=why):
            now.run(decide)
    assert versions.stored() == before


def test_who_cannot_read_what_is_stored_does_not_start(versions: Versions) -> None:
    versions.by_way.run(lambda unit: unit.put(DoorByWay("hall-a", 7)))
    with pytest.raises(NewerSchema, match=r"doors 'hall-a' has schema 2, .* this one knows 1: start that version"):
        versions.store(Now)
    versions.store(ByWay).close()


def test_where_it_cannot_be_read_an_api_is_not_ready_and_a_worker_says_so_and_ends(parts: Parts) -> None:
    with running(parts, "libs.testing.toys", ("counter",)) as toys:
        counts = toys.database("counter").counts
        counts.create_index("s", name="s_1", sparse=True)  # as the version with a second shape makes it
        counts.insert_one({"_id": "newer", "s": 2, "v": 1})
        toys.kill("counter", "worker")
        worker = toys.command("worker", "counter")
        why = "counts 'newer' has schema 2, which a newer version of this service wrote; this one knows 1"
        assert worker.communicate(timeout=90)[1] == f"{why}: start that version\n"
        assert worker.returncode == 1

        toys.kill("counter", "api")
        toys.start("counter", "api")
        until(lambda: toys.get("counter", "/health/ready").status_code == 503, "it answers, and is not ready")
        assert toys.get("counter", "/health/live").status_code == 200
        counts.delete_one({"_id": "newer"})
        until(lambda: toys.get("counter", "/health/ready").status_code == 200, "it is ready")


def test_an_api_asks_its_caller_to_come_again(toys: Running) -> None:
    count, counts = f"count-{uuid.uuid4().hex[:8]}", toys.database("counter").counts
    add = {"count": count, "by": 1}
    assert toys.post("counter", "/v1/adds", add).json()["total"] == 1
    counts.update_one({"_id": count}, {"$set": {"s": 2}, "$inc": {"v": 1}})
    for refused in (
        toys.post("counter", "/v1/adds", add, key=f"{count}-again"),
        toys.get("counter", f"/v1/counts/{count}"),
    ):
        assert (refused.status_code, refused.headers["retry-after"]) == (503, "1")
        assert refused.json()["detail"].startswith("a newer version of this service has changed it")
    counts.update_one({"_id": count}, {"$unset": {"s": ""}, "$inc": {"v": 1}})
    assert toys.post("counter", "/v1/adds", add, key=f"{count}-again").json()["total"] == 2


def test_a_worker_waits_for_its_upgrade_and_writes_no_letter(toys: Running) -> None:
    count, ledger = f"count-{uuid.uuid4().hex[:8]}", toys.database("ledger")

    def booked() -> list[int]:
        places: list[int] = toys.get("ledger", f"/v1/entries/{count}").json().get("places", [])
        return places

    toys.post("counter", "/v1/adds", {"count": count, "by": 1})
    until(lambda: booked() == [1], "the first")
    ledger.entries.update_one({"_id": count}, {"$set": {"s": 2}})
    stalled = toys.figure("ledger", "stalled")
    toys.post("counter", "/v1/adds", {"count": count, "by": 1})
    until(lambda: toys.figure("ledger", "stalled") > stalled, "its partition stands still")
    ledger.entries.update_one({"_id": count}, {"$unset": {"s": ""}})
    until(lambda: booked() == [1, 2], "it goes on")
    assert ledger.letters.count_documents({"key": count}) == 0
