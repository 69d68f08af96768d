"""A replay: the projections are filled again up to the very events that are applied live, and take their place."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import structlog
from pymongo import DeleteOne, ReplaceOne, UpdateOne
from pymongo.client_session import ClientSession
from pymongo.errors import ConnectionFailure, PyMongoError

from libs.bus.handlers import Handlers
from libs.bus.record import Record, RecordAway
from libs.bus.replay.comparing import Compared, Pair, differences
from libs.bus.replay.filling import Filler, write
from libs.bus.replay.letters import CLOSED
from libs.bus.replay.progress import Name, Period, Progress, touched_of
from libs.store import Collection, Conflict, OutcomeUnknown, Store, Unavailable
from libs.store.commit import as_fault, send_commit

log = structlog.get_logger()
R = TypeVar("R")

PATIENCE = 60.0
"""Machine seconds without one event applied after which a source or a database that is away is given up."""
TELL_SECONDS = 2.0
PAUSE_SECONDS = 0.2
PASSES_BY_ITSELF = (RecordAway, Unavailable, OutcomeUnknown, Conflict, ConnectionFailure)

Positions = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Told:
    """`applied` events of `whole`; `pace`: events a second of this process."""

    applied: int
    whole: int
    pace: float


@dataclass(frozen=True, slots=True)
class Filled:
    """What was made again. `goes_on`: a replay that had been broken off; `documents`:
    how many are live, by projection; `waiting`: letters, as they are kept."""

    events: int
    seconds: float
    goes_on: bool
    documents: dict[str, int]
    waiting: list[dict[str, Any]]
    discarded: int
    compared: Compared | None = None

    @property
    def pace(self) -> float:
        return self.events / self.seconds if self.seconds else 0.0


class Replay:
    """Of one service. `sources`: whom it hears; `code`: what other code has begun is not gone on with.

    `batch`: events of a partition that are decided in one unit; with fewer missing than that, the rest is done at once.
    """

    def __init__(
        self,
        store: Store[Any],
        worker: Any,
        handlers: Handlers,
        sources: Iterable[str],
        record: Record,
        code: str = "",
        batch: int = 500,
        tell: Callable[[Told], None] | None = None,
    ) -> None:
        self.store, self.worker, self.handlers, self.record = store, worker, handlers, record
        self.sources, self.code, self.batch, self.tell = sorted(sources), code, batch, tell
        self._began = self._told = self._moved = time.monotonic()
        self._applied = 0
        self._goes_on: bool | None = None
        self._switched = ""

    def fill_again(self, period: Period | None = None) -> Filled:
        """Fills another generation and makes it the current one. With a period, every document that none of its events
        has changed stays as it is. Broken off, it is gone on with by the next call.

        Raises `CannotApply`, `FenceLost` (another process has begun it again) or what did not pass by itself.
        """
        return self._patiently(lambda go_on: self._fill_again(period, go_on), go_on=True)

    def try_out(self, period: Period | None = None) -> Filled:
        """Fills a generation of its own and holds it against what is live; with a period, what its events changed."""
        return self._patiently(lambda go_on: self._try_out(period, go_on), go_on=False)

    # -- the two ways

    def _fill_again(self, period: Period | None, go_on: bool) -> Filled:
        before = self.store.generations.look()
        if self._switched and before == self._switched:  # the answer to the commit was lost, not the commit
            return self._filled()
        progress, filler = self._begin("replay", f"g{int(before[1:] or 0) + 1}", period, go_on)
        while True:
            self._find_places(progress, positions=True)
            self._catch_up(progress, filler)
            if period is not None:
                self._keep_untouched(progress, filler)
            if self._swap(progress, filler, before):
                progress.drop_touched()
                return self._filled()
            self.store.count("replay_swap_again")

    def _try_out(self, period: Period | None, go_on: bool) -> Filled:
        progress, filler = self._begin("trial", "trial", period, go_on)
        self._find_places(progress, positions=False)
        self._catch_up(progress, filler)
        compared = Compared()
        with self.store.client.start_session(snapshot=True) as moment:
            self._fill_to(progress, filler, self._positions(moment), moment)
            for pair in differences(self.store, progress.generation, moment, compared):
                if period is None or self._is_touched(progress, pair):
                    compared.take(pair)
        progress.end()
        progress.drop()
        return self._filled(compared)

    def _begin(self, name: Name, generation: str, period: Period | None, go_on: bool) -> tuple[Progress, Filler]:
        progress = Progress(self.store, name)
        asked = {"code": self.code, "period": repr(period)}
        goes_on = progress.begin(generation, asked, go_on)
        self._goes_on = goes_on if self._goes_on is None else self._goes_on
        return progress, Filler(self.store, self.worker, self.handlers, self.record, progress, period, self.batch)

    # -- as far as what is live

    def _find_places(self, progress: Progress, positions: bool) -> None:
        """Every partition that is heard. One that was not read yet gets its position now, so that it is fenced too."""
        lasts = [self.record.lasts(source) for source in self.sources]
        heard = {place: last for found in lasts for place, last in found.items() if self.handlers.hears(place[0])}
        progress.know(heard)
        if positions and heard:
            blank = {"$setOnInsert": {"next": 1, "offset": 0, "owner": ""}}
            self.store.db.positions.bulk_write(
                [UpdateOne({"_id": place.stream}, blank, upsert=True) for place in progress.places.values()]
            )

    def _positions(self, moment: ClientSession | None = None) -> Positions:
        found = self.store.port.call("replay.positions", lambda: list(self.store.db.positions.find({}, session=moment)))
        return {position["_id"]: position["next"] for position in found}

    def _catch_up(self, progress: Progress, filler: Filler) -> None:
        """Until no more than a batch is missing: never beyond what is applied live."""
        while True:
            positions = self._positions()
            missing = sum(max(0, positions.get(p.stream, 1) - p.next) for p in progress.places.values())
            if missing <= self.batch:
                return
            self._fill_to(progress, filler, positions)

    def _fill_to(
        self, progress: Progress, filler: Filler, positions: Positions, moment: ClientSession | None = None
    ) -> None:
        """Exactly what is applied at these positions."""
        for place in progress.places.values():
            for applied in filler.fill(place, positions.get(place.stream, 1), moment):
                self._applied += applied
                self._moved = time.monotonic()
                self._tell_now_and_then(progress, positions)

    def _tell_now_and_then(self, progress: Progress, positions: Positions) -> None:
        if self.tell is not None and self._moved > self._told + TELL_SECONDS:
            self._told = self._moved
            whole = sum(positions.get(place.stream, 1) - 1 for place in progress.places.values())
            applied = sum(place.next - 1 for place in progress.places.values())
            self.tell(Told(applied, whole, self._applied / (self._moved - self._began)))

    # -- a period

    def _keep_untouched(self, progress: Progress, filler: Filler) -> None:
        """What no event of the period has changed becomes as it is live, in every partition at the same position."""
        with self.store.client.start_session(snapshot=True) as moment:
            self._fill_to(progress, filler, self._positions(moment), moment)
            kept: list[Pair] = []
            for pair in differences(self.store, progress.generation, moment, Compared()):
                if not self._is_touched(progress, pair):
                    kept.append(pair)
                if len(kept) == self.batch:
                    self._keep(progress, kept)
                    kept = []
            self._keep(progress, kept)

    def _keep(self, progress: Progress, pairs: list[Pair]) -> None:
        writes: dict[str, list[Any]] = {}
        for pair in pairs:
            here: Any = DeleteOne({"_id": pair.id})
            if pair.live is not None:
                here = ReplaceOne({"_id": pair.id}, pair.live, upsert=True)
            writes.setdefault(self._place(progress, pair), []).append(here)

        def within(session: ClientSession) -> None:
            progress.hold(session)
            write(self.store, session, writes)

        if writes:
            self._transaction(within)

    def _is_touched(self, progress: Progress, pair: Pair) -> bool:
        touched = self.store.db[touched_of(self._place(progress, pair))]
        return touched.find_one({"_id": pair.id}) is not None

    def _place(self, progress: Progress, pair: Pair) -> str:
        collection: Collection[Any] = self.store.unit_type.collections()[pair.projection]
        return collection.place(progress.generation)

    # -- the swap

    def _swap(self, progress: Progress, filler: Filler, before: str) -> bool:
        """False: a lane went on meanwhile. Every partition is taken from who applies it live, and the rest applied: a
        lane that has lost the fence takes it over again, a second later, and sees the new generation.
        """
        owner = uuid.uuid4().hex
        streams = [place.stream for place in progress.places.values()]
        self.store.port.call(
            "replay.fence", self.store.db.positions.update_many, {"_id": {"$in": streams}}, {"$set": {"owner": owner}}
        )
        self._fill_to(progress, filler, self._positions())
        moved = [
            UpdateOne({"_id": place.stream, "owner": owner, "next": place.next}, {"$set": {"owner": ""}})
            for place in progress.places.values()
        ]

        def within(session: ClientSession) -> bool:
            if moved:
                done = self.store.port.call(
                    "replay.release", self.store.db.positions.bulk_write, moved, session=session
                )
                if done.matched_count != len(moved):
                    session.abort_transaction()
                    return False
            self.store.port.call("replay.switch", self.store.generations.switch, session, before, progress.generation)
            progress.end(session)
            self._switched = progress.generation
            return True

        try:
            return self._transaction(within)
        except Conflict:
            return False

    def _transaction(self, within: Callable[[ClientSession], R]) -> R:
        """Commits what is done within, unless that has ended the transaction."""
        try:
            with self.store.client.start_session() as session:
                session.start_transaction()
                done = within(session)
                if session.in_transaction:
                    send_commit(self.store, session)
                return done
        except PyMongoError as fault:
            raise as_fault(fault) from fault

    # -- letters, and what passes by itself

    def _filled(self, compared: Compared | None = None) -> Filled:
        streams, letters = {"lane": "record", "key": {"$ne": ""}}, self.store.db.letters
        waiting = list(letters.find({**streams, "state": {"$nin": list(CLOSED)}}, {"value": 0}).sort("_id", 1))
        discarded = letters.count_documents({**streams, "state": "discarded"})
        seconds = time.monotonic() - self._began
        live = self.store.generations.look()
        documents = {
            collection.name: self.store.db[collection.place(live)].estimated_document_count()
            for collection in self.store.generations.projections
        }
        return Filled(self._applied, seconds, bool(self._goes_on), documents, waiting, discarded, compared)

    def _patiently(self, act: Callable[[bool], R], go_on: bool) -> R:
        """Goes on when a source, or the database, is back."""
        self._began = self._moved = time.monotonic()
        while True:
            try:
                return act(go_on)
            except PASSES_BY_ITSELF as fault:
                if time.monotonic() > self._moved + PATIENCE:
                    raise
                log.warning("replay waits", why=repr(fault)[:500])
                time.sleep(PAUSE_SECONDS)
                go_on = True
