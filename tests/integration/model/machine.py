"""The stateful model: anything may happen to the spine, in any order; whatever it was, nothing is lost or doubled.

The model is one list a partition: the changes that were committed, in their order. All else follows from it: the
numbers that are given, what the sink's books hold, and what a sink that was never there reads from the record.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from libs.audit import verify_chain
from libs.testing.crash import HOWS, How
from libs.testing.history import Fault
from libs.testing.running import until
from tests.integration.model.lane import FetchingLane
from tests.integration.model.lost_stream import lose_stream
from tests.integration.model.world import COUNTS, EVERYTHING, KEPT, World

COMMIT = 3
"""Which step of an append is its commit: what is read, what is written, the commit."""

some_counts = st.lists(st.integers(0, COUNTS - 1), min_size=1, max_size=5)
one_of_two = st.integers(0, 1)
some_partitions = st.sampled_from([[0], [1], [0, 1]])
few = st.integers(1, 4)
hows = st.sampled_from(HOWS)


class TakenBack(Exception):
    """The decision of a unit fails after it was made."""


class Spine(World):
    """The rules: one a thing that may happen."""

    # -- the source

    @rule(which=some_counts)
    def append(self, which: list[int]) -> None:
        keys = self.named(which)
        self.walk.add(keys)
        self.were_committed(keys)

    @rule(which=some_counts, relay=one_of_two, lane=one_of_two)
    def append_and_all_is_well(self, which: list[int], relay: int, lane: int) -> None:
        self.append(which)
        self.relay_step(relay)
        self.deliver(lane, [0, 1], EVERYTHING)

    @rule(which=some_counts, relay=one_of_two)
    def append_and_relay(self, which: list[int], relay: int) -> None:
        self.append(which)
        self.relay_step(relay)

    @rule(which=some_counts)
    def abort(self, which: list[int]) -> None:
        """The unit fails: its decision is taken back, or the database refuses it before the commit."""
        keys = self.named(which)

        def decide(unit: Any) -> None:
            self.walk.change(unit, keys)
            raise TakenBack

        with suppress(TakenBack):
            self.walk.source.run(decide)
        self.crash(COMMIT - 1, "before", lambda: self.walk.add(keys))
        assert not self.learn(keys)

    @rule(which=some_counts)
    def append_whose_reply_is_lost(self, which: list[int]) -> None:
        keys = self.named(which)
        self.crash(COMMIT, "reply_lost", lambda: self.walk.add(keys))
        assert self.learn(keys)

    @rule(which=some_counts, at=st.integers(1, COMMIT), how=hows)
    def crash_an_append(self, which: list[int], at: int, how: How) -> None:
        keys = self.named(which)
        self.crash(at, how, lambda: self.walk.add(keys))
        self.learn(keys)

    # -- the relays

    @rule(which=one_of_two)
    def relay_step(self, which: int) -> None:
        self.relays[which].turn()
        self.topic_changed()

    @rule(which=one_of_two, at=st.integers(1, 16), how=hows)
    def crash_a_relay(self, which: int, at: int, how: How) -> None:
        if self.crash(at, how, self.relays[which].turn):
            self.new_relay(which)
        self.topic_changed()

    @rule()
    def lease_runs_out(self) -> None:
        """Whoever turns next has it; who had it goes on, and does not know."""
        self.free_lease()

    @rule(which=one_of_two, by=few)
    def redeliver_from_an_old_watermark(self, which: int, by: int) -> None:
        """The relay is ended before it has written how far it was."""
        for place in self.places:
            back = [{"$set": {"sent": {"$max": [0, {"$subtract": ["$sent", by]}]}}}]
            self.walk.source.db.relay.update_one({"_id": f"{place[0]}/{place[1]}"}, back)
        self.new_relay(which)

    @rule()
    def drop_token(self) -> None:
        """The change stream only wakes: without it the relay's next turn finds what was committed, all the same."""
        self.waker.wake.clear()
        lose_stream(self.walk.source)
        self.stream_lost = True

    @rule(noticed=st.booleans())
    def wipe_broker(self, noticed: bool) -> None:
        """It forgets the topic. Not `noticed`: somebody has made it again before the relay looked."""
        self.walk.wipe(made_again=not noticed)
        for relay in self.relays:
            relay._topics_at = float("-inf")
        self.wiped = True
        self.topic_changed()

    # -- the lanes

    @rule(which=one_of_two, partitions=some_partitions, limit=few)
    def deliver(self, which: int, partitions: list[int], limit: int) -> None:
        self.lanes[which].deliver(self.log(), self.partitions(partitions), limit)

    @rule(which=one_of_two, partitions=some_partitions, lost=st.sets(st.integers(0, 5), min_size=1, max_size=3))
    def deliver_with_holes(self, which: int, partitions: list[int], lost: set[int]) -> None:
        """A client passes records over, as the embedded broker brings about."""
        self.lanes[which].deliver(self.log(), self.partitions(partitions), 6, lost)

    @rule(which=one_of_two, partitions=some_partitions, by=few)
    def redeliver(self, which: int, partitions: list[int], by: int) -> None:
        for place in self.partitions(partitions):
            self.lanes[which].go_back(place, by)
        self.lanes[which].deliver(self.log(), self.partitions(partitions), by)

    @rule(which=one_of_two, partitions=some_partitions)
    def rebalance(self, which: int, partitions: list[int]) -> None:
        """This lane has the partitions now; the other is not told."""
        for place in self.partitions(partitions):
            self.lanes[which].take(place)

    @rule(which=one_of_two, partitions=some_partitions, at=st.integers(1, 12), how=hows)
    def crash_a_lane(self, which: int, partitions: list[int], at: int, how: How) -> None:
        log, places = self.log(), self.partitions(partitions)
        if self.crash(at, how, lambda: self.lanes[which].deliver(log, places, EVERYTHING)):
            self.lanes[which] = FetchingLane(self.walk)

    @rule(which=one_of_two, partition=one_of_two)
    def ask_record(self, which: int, partition: int) -> None:
        """A partition was silent for long."""
        self.lanes[which].ask_record(self.places[partition])

    @rule(which=some_counts)
    def write_beside(self, which: list[int]) -> None:
        """The service's api writes documents that a lane may have at hand."""

        def decide(unit: Any) -> None:
            for heard in unit.heard.many(self.named(which)).values():
                unit.guard(heard)

        self.walk.sink.run(decide)

    @rule(which=some_counts, relay=one_of_two, lane=one_of_two)
    def write_beside_what_is_at_hand(self, which: list[int], relay: int, lane: int) -> None:
        self.append_and_all_is_well(which, relay, lane)
        self.write_beside(which)
        self.append_and_all_is_well([*which, *which], relay, lane)

    @rule()
    def pause(self) -> None:
        """The source cannot be asked, until it is back."""
        self.walk.record.away = not self.walk.record.away

    # -- letters

    @rule(which=st.integers(0, COUNTS - 1))
    def poison(self, which: int) -> None:
        self.walk.poison.add(self.keys[which])

    @rule(which=one_of_two, healed=st.booleans())
    def heal(self, which: int, healed: bool) -> None:
        """A person sends the letters again; not `healed`: too early."""
        if healed:
            self.walk.poison.clear()
        self.send_letters_again(self.lanes[which])

    @rule(which=one_of_two, at=st.integers(1, 16), how=hows)
    def crash_a_lane_that_settles(self, which: int, at: int, how: How) -> None:
        self.walk.poison.clear()
        if self.crash(at, how, lambda: self.send_letters_again(self.lanes[which])):
            self.lanes[which] = FetchingLane(self.walk)

    # -- age

    @rule()
    def expire(self) -> None:
        """All that was said so far is past its time: the source lets go of it, whoever has not heard it yet."""
        self.walk.forward(KEPT)
        self.walk.expire()

    @rule(at=st.integers(1, 8), how=hows)
    def crash_an_expiry(self, at: int, how: How) -> None:
        self.walk.forward(KEPT)
        self.crash(at, how, self.walk.expire)

    # -- what must always hold

    @precondition(lambda self: not self.walk.record.away)
    @rule()
    def replay(self) -> None:
        """A sink that was never there before reads the record: what the live one has is the beginning of that."""
        books = self.replayed()
        for key, places in self.unexpired(self.walk.places()).items():
            assert books.get(key, ())[: len(places)] == places

    @invariant()
    def numbers_are_given_in_the_order_of_commits(self) -> None:
        for place, given in self.numbered().items():
            assert given == self.said[place][: len(given)], (given, self.said[place])

    @invariant()
    def nothing_is_lost_doubled_or_reordered(self) -> None:
        found = self.walk.breaches(self.log(), wiped=self.wiped)
        wrong = [breach for breach in found if breach.kind is not Fault.UNSEEN]  # what is on its way is not
        assert not wrong, wrong

    @invariant()
    def all_is_as_it_was_chained(self) -> None:
        assert verify_chain(self.walk.source, None).first_breach is None

    def teardown(self) -> None:
        try:
            if sys.exc_info()[0] is None:  # else it has failed, and that is to be told
                self._end()
        finally:
            self.reached += self.walk.source.sometimes + self.walk.sink.sometimes
            for relay in self.relays:
                relay.stop()
            self.walk.forget_topic()
            self.walk.close()

    def _end(self) -> None:
        """All faults are over: everything arrives, and once more after that."""
        self.walk.record.away = False
        self.walk.poison.clear()
        self.append(list(range(COUNTS)))
        self.new_relay(0)
        self.lanes[0] = FetchingLane(self.walk)
        until(self.is_sent, "all is sent")
        until(self.is_applied, "all is applied")
        if self.stream_lost:
            until(self.waker.wake.is_set, "the waker has a new stream")
        assert self.numbered() == self.said
        everything = {key: tuple(range(1, n + 1)) for key, n in self.changes.items()}
        assert self.unexpired(self.walk.places()) == self.unexpired(everything)
        assert {letter.state for letter in self.walk.letters()} <= {"applied"}
        assert self.walk.breaches(self.log(), wiped=self.wiped) == []
        assert self.replayed() == {key: places for key, places in self.unexpired(everything).items() if places}
