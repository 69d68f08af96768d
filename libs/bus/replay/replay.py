"""A replay: the projections are filled again up to the very events that are applied live, and take their place."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import structlog
from pymongo.errors import ConnectionFailure

from libs.bus.handlers import Handlers
from libs.bus.record import Record, RecordAway
from libs.bus.replay.comparing import Compared, differences
from libs.bus.replay.filling import Filler
from libs.bus.replay.following import Follower, Tell
from libs.bus.replay.period import is_touched, keep_untouched
from libs.bus.replay.progress import Name, Period, Progress
from libs.bus.replay.swap import swap
from libs.events import Value
from libs.store import Conflict, OutcomeUnknown, Store, Unavailable
from libs.store.letter import OPEN

log = structlog.get_logger()
R = TypeVar("R")

PATIENCE = 60.0
"""Machine seconds without one event applied after which a source or a database that is away is given up."""
PAUSE_SECONDS = 0.2
PASSES_BY_ITSELF = (RecordAway, Unavailable, OutcomeUnknown, Conflict, ConnectionFailure)


class Filled(Value):
    """What was made again. `goes_on`: a replay that had been broken off; `documents`: how many are live, by projection;
    `waiting`: letters, as they are kept.
    """

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
        tell: Tell | None = None,
    ) -> None:
        self.store, self.worker, self.handlers, self.record = store, worker, handlers, record
        self.sources, self.code, self.batch, self.tell = sorted(sources), code, batch, tell

    def fill_again(self, period: Period | None = None) -> Filled:
        """Fills another generation and makes it the current one. With a period, every document that none of its events
        has changed stays as it is. Broken off, it is gone on with by the next call.

        Raises `CannotApply`, `FenceLost` (another process has begun it again) or what did not pass by itself.
        """
        before = self.store.generations.look()
        follower, goes_on = self._begin("replay", f"g{int(before[1:] or 0) + 1}", period)

        def fill() -> None:
            while self.store.generations.look() != follower.progress.generation:
                follower.find_places(positions=True)
                follower.catch_up()
                if period is not None:
                    keep_untouched(follower)
                if not swap(follower, before):
                    self.store.count("replay_swap_again")

        self._patiently(follower, fill)
        follower.progress.drop_touched()
        return self._filled(follower, goes_on)

    def try_out(self, period: Period | None = None) -> Filled:
        """Fills a generation of its own and holds it against what is live; with a period, what its events changed."""
        follower, _ = self._begin("trial", "trial", period)

        def compare() -> Compared:
            follower.find_places()
            follower.catch_up()
            compared = Compared()
            with self.store.session(snapshot=True) as moment:
                follower.fill_to(follower.positions(moment), moment)
                for pair in differences(self.store, follower.progress.generation, moment, compared):
                    if period is None or is_touched(follower.progress, pair):
                        compared.take(pair)
            return compared

        compared = self._patiently(follower, compare)
        follower.progress.end()
        follower.progress.drop()
        return self._filled(follower, False, compared)

    def _begin(self, name: Name, generation: str, period: Period | None) -> tuple[Follower, bool]:
        progress = Progress(self.store, name)
        asked = {"code": self.code, "period": repr(period)}
        goes_on = progress.begin(generation, asked, go_on=name == "replay")
        filler = Filler(self.store, self.worker, self.handlers, self.record, progress, period, self.batch)
        return Follower(filler, self.sources, self.tell), goes_on

    def _patiently(self, follower: Follower, act: Callable[[], R]) -> R:
        """Goes on from what is stored when a source, or the database, is back."""
        while True:
            try:
                follower.progress.read()
                return act()
            except PASSES_BY_ITSELF as fault:
                if time.monotonic() > follower.moved + PATIENCE:
                    raise
                log.warning("replay waits", why=repr(fault)[:500])
                time.sleep(PAUSE_SECONDS)

    def _filled(self, follower: Follower, goes_on: bool, compared: Compared | None = None) -> Filled:
        """The letters are those of events: what never was one is in no record."""
        asked, letters = {"lane": "record", "key": {"$ne": ""}}, self.store.db.letters
        waiting = list(letters.find({**asked, **OPEN}, {"value": 0}).sort("_id", 1))
        discarded = letters.count_documents({**asked, "state": "discarded"})
        live = self.store.generations.look()
        documents = {
            collection.name: self.store.db[collection.place(live)].estimated_document_count()
            for collection in self.store.generations.projections
        }
        return Filled(follower.applied, follower.seconds, goes_on, documents, waiting, discarded, compared)
