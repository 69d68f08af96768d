"""How far a replay has come: kept in the service's database, in the transactions that fill the generation."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from pymongo.client_session import ClientSession

from libs.bus.replay.letters import Passed
from libs.events import Value
from libs.store import FenceLost, Store
from libs.store.generations import touched_of

Name = Literal["replay", "trial"]
Partition = tuple[str, int]


class Period(Value):
    """Event time, `begin` included, `end` not; None leaves that side open."""

    begin: datetime | None = None
    end: datetime | None = None

    def holds(self, at: datetime) -> bool:
        return (self.begin is None or at >= self.begin) and (self.end is None or at < self.end)


@dataclass(slots=True)
class Place:
    """Where the replay of one partition stands, as last committed; `next`: the sequence that comes."""

    topic: str
    partition: int
    next: int = 1
    passed: Passed = field(default_factory=dict)

    @property
    def stream(self) -> str:
        return f"{self.topic}/{self.partition}"


class Progress:
    """Of one replay of a service (`trial`: a dry run). Who begins it again has it, and the other loses the fence."""

    def __init__(self, store: Store[Any], name: Name) -> None:
        self.store, self.name, self.owner = store, name, uuid.uuid4().hex
        self.generation = ""
        self.places: dict[Partition, Place] = {}

    def begin(self, generation: str, asked: dict[str, Any], go_on: bool) -> bool:
        """Takes it over. Whether it goes on with what is filled: only where the same was `asked` of the same code."""
        self.generation = generation
        asked = {**asked, "generation": generation}
        whole = self.store.db.replays
        before = self.store.port.call(
            "replay.begin", whole.find_one_and_update, {"_id": self.name}, {"$set": {"owner": self.owner}}, upsert=True
        )
        known = go_on and before is not None and {**asked, "filling": True}.items() <= before.items()
        if not known:
            self._from_the_beginning(asked)
        whole.update_many({"run": self.name}, {"$set": {"owner": self.owner}})
        return known

    def read(self) -> None:
        """The places as stored: at first and after every failure, for an answer may be lost, and not the commit."""
        self.places = {}
        for found in self.store.find("replays", {"run": self.name}, 0):
            place = Place(found["topic"], found["partition"], found["next"], dict(found["passed"]))
            self.places[place.topic, place.partition] = place

    def _from_the_beginning(self, asked: dict[str, Any]) -> None:
        whole, mine = self.store.db.replays, {"_id": self.name, "owner": self.owner}
        whole.update_one(mine, {"$set": {"filling": False}})
        whole.delete_many({"run": self.name})  # who fills it has lost the fence
        self.store.port.call("replay.drop", self.drop)
        self.store.port.call("replay.make", self.store.generations.make, self.generation)
        self.expect_touched(whole.update_one(mine, {"$set": {**asked, "filling": True}}).matched_count)

    def know(self, partitions: Iterable[Partition]) -> None:
        """Partitions that there are, also those that the replay has not come to."""
        for topic, partition in sorted(set(partitions) - set(self.places)):
            place = Place(topic, partition)
            document = {"_id": self._id(place), "run": self.name, "owner": self.owner, "topic": topic}
            new = {**document, "partition": partition, "next": place.next, "passed": []}
            self.store.port.call("replay.know", self.store.db.replays.insert_one, new)
            self.places[topic, partition] = place

    def move(self, session: ClientSession, place: Place, next: int, passed: Passed) -> None:
        """Within the transaction of what is applied. Raises `FenceLost`: another has begun this replay again."""
        fence = {"_id": self._id(place), "owner": self.owner, "next": place.next}
        moved = {"$set": {"next": next, "passed": list(passed.items())}}
        done = self.store.port.call("replay.move", self.store.db.replays.update_one, fence, moved, session=session)
        self.expect_touched(done.matched_count)

    def hold(self, session: ClientSession) -> None:
        """Within a transaction that moves no place. Raises `FenceLost`."""
        mine = {"_id": self.name, "owner": self.owner}
        held = self.store.db.replays.update_one(mine, {"$inc": {"held": 1}}, session=session)
        self.expect_touched(held.matched_count)

    def end(self, session: ClientSession | None = None) -> None:
        """Forgets it. Raises `FenceLost`."""
        whole = self.store.db.replays
        self.expect_touched(whole.delete_one({"_id": self.name, "owner": self.owner}, session=session).deleted_count)
        whole.delete_many({"run": self.name}, session=session)

    def drop(self) -> None:
        """Drops what it has filled."""
        self.store.generations.drop(self.generation)

    def drop_touched(self) -> None:
        for name in self.store.generations.places(self.generation):
            self.store.db.drop_collection(touched_of(name))

    def expect_touched(self, count: int) -> None:
        if count != 1:
            raise FenceLost(f"the {self.name} of {self.store.service} was begun again by another process")

    def _id(self, place: Place) -> str:
        return f"{self.name} {place.stream}"
