"""What the model knows, and how its machine does what happens to a walk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from hypothesis.stateful import RuleBasedStateMachine
from kafka.errors import KafkaError

from libs.bus.applier import Partition
from libs.bus.waker import Waker
from libs.store import Store, partition_of
from libs.testing.crash import CrashPort, How, Killed
from libs.testing.history.remains import place_in_data
from libs.testing.running import Parts
from libs.testing.walk import PARTITIONS, Walk, book
from tests.integration.model.lane import PASSING, FetchingLane, Log

COUNTS = 4
KEPT = timedelta(hours=1)
EVERYTHING = 10_000


class World(RuleBasedStateMachine):
    """One source with two relays, one sink with two lanes; each may be the zombie of the other."""

    def __init__(self, parts: Parts, waker: Waker, fresh: Store[Any], reached: Counter[str]) -> None:
        """`fresh`: the sink that was never there. `reached`: the rare branches that were taken, of all examples."""
        super().__init__()
        self.port, self.waker, self.fresh, self.reached = CrashPort(), waker, fresh, reached
        self.walk = Walk(parts, self.port, keep=KEPT)
        self.keys = self.walk.spread("k", COUNTS)
        self.places: list[Partition] = [(self.walk.topic.name, partition) for partition in range(PARTITIONS)]
        self.said: dict[Partition, list[tuple[str, int]]] = {place: [] for place in self.places}
        self.changes: Counter[str] = Counter()
        self.relays = [self.walk.new_relay(), self.walk.new_relay()]
        self.lanes = [FetchingLane(self.walk), FetchingLane(self.walk)]
        self.wiped = self.stream_lost = False
        self._read: Log | None = None

    # -- how it is done

    def named(self, which: Sequence[int]) -> list[str]:
        return [self.keys[n] for n in which]

    def partitions(self, numbers: Sequence[int]) -> list[Partition]:
        return [self.places[partition] for partition in numbers]

    def were_committed(self, keys: Sequence[str]) -> None:
        for key in keys:
            self.changes[key] += 1
            self.said[self.places[partition_of(key, PARTITIONS)]].append((key, self.changes[key]))

    def learn(self, keys: Sequence[str]) -> bool:
        """Whether a unit was committed, of which nobody was told: whole or not at all."""
        stored = Counter({tally.id: tally.changes for tally in self.walk.source.unit().tallies.where()})
        assert stored in (self.changes, self.changes + Counter(keys))
        if committed := stored != self.changes:
            self.were_committed(keys)
        return committed

    def crash(self, at: int, how: How, act: Callable[[], object]) -> bool:
        """Does it with the n-th I/O step broken; whether the process was ended there."""
        self.port.crash_at(at, how)
        try:
            act()
        except Killed:
            return True
        except (*PASSING, KafkaError):
            return False
        finally:
            self.port.at = None
        return False

    def new_relay(self, which: int) -> None:
        """The process was ended; the lease that it may have had has run out when the next one starts."""
        self.relays[which].sender.throw_away()
        self.relays[which].topics.close()
        self.relays[which] = self.walk.new_relay()
        self.free_lease()

    def free_lease(self) -> None:
        self.walk.source.db.relay.update_one({"_id": "lease"}, {"$unset": {"until": ""}})

    def send_letters_again(self, lane: FetchingLane) -> None:
        for letter in self.walk.letters():
            if letter.state == "waiting" and not letter.behind:
                self.walk.decide(letter.id, "requested")
        for place in self.places:
            lane.settle(place)

    def log(self) -> Log:
        """What the topic holds; read again only after somebody has written to it."""
        if self._read is None:
            self._read = self.walk.raws() if self.walk.topic_is_there() else {place: [] for place in self.places}
        return self._read

    def topic_changed(self) -> None:
        self._read = None

    def numbered(self) -> dict[Partition, list[tuple[str, int]]]:
        """What has a number, in the order of the numbers; also what has expired, as it was."""
        return {
            place: [(event.subject, place_in_data(event)) for event in self.walk.said(place[1])]
            for place in self.places
        }

    def unexpired(self, books: dict[str, tuple[int, ...]]) -> dict[str, tuple[int, ...]]:
        """What of these books the record still says."""
        gone = {(event.subject, place_in_data(event)) for event in self.walk.expired.values()}
        return {key: tuple(n for n in places if (key, n) not in gone) for key, places in books.items()}

    def replayed(self) -> dict[str, tuple[int, ...]]:
        """The books of a sink that was never there before, from the record alone."""
        for name in ("heard", "positions", "letters", "outbox"):
            self.fresh.db[name].delete_many({})
        self.fresh.clock = self.walk.clock
        applier, reader = self.walk.new_applier(sink=self.fresh), SimpleNamespace(book=book)
        for place, given in self.numbered().items():
            assert applier.take_over(*place).next == 1
            while applier.places[place].next <= len(given):
                applier.apply_record(reader, *place)
        return self.unexpired({entry["_id"]: tuple(entry["places"]) for entry in self.fresh.db.heard.find()})

    # -- the end

    def is_sent(self) -> bool:
        relay = self.relays[0]
        relay.turn()
        self.topic_changed()
        return self.numbered() == self.said and all(
            relay.acked[place] + 1 == relay.next[place] for place in self.places
        )

    def is_applied(self) -> bool:
        lane = self.lanes[0]
        lane.deliver(self.log(), self.places, EVERYTHING)
        for place in self.places:
            lane.ask_record(place)
        self.send_letters_again(lane)
        waiting = any(letter.state != "applied" for letter in self.walk.letters())
        return not waiting and all(lane.stands_at(place) == len(said) + 1 for place, said in self.said.items())
