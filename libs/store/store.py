"""A service's own database: connection, reads, and units decided and committed."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import Generic, TypeVar

import structlog
from pymongo import ASCENDING, MongoClient
from pymongo.client_session import ClientSession
from pymongo.errors import CollectionInvalid, ConfigurationError, OperationFailure, PyMongoError
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern

from libs.runtime.clock import Clock
from libs.store.apart import join
from libs.store.as_of import AsOf
from libs.store.collection import Document
from libs.store.commit import TRIES, again, commit
from libs.store.faults import Forgotten, Unavailable, is_past, passes, without_content
from libs.store.finds import Unread, Wanted, found
from libs.store.generations import Generations
from libs.store.port import Port
from libs.store.recent import Recent
from libs.store.schemas import expect_readable
from libs.store.unit import Unit

U = TypeVar("U", bound=Unit)
R = TypeVar("R")

ID_HINTS_SECONDS = 5.0
DATABASE_WITHIN = 60.0
SPINE = ("outbox", "positions", "relay", "idempotency", "taken", "turns")

log = structlog.get_logger()


class Store(Generic[U]):
    """The database of one service. Journaled majority writes, majority reads, set explicitly."""

    def __init__(
        self, uri: str, database: str, service: str, unit: type[U], clock: Clock, port: Port | None = None
    ) -> None:
        self.service, self.unit_type, self.clock, self.port = service, unit, clock, port or Port()
        self._uri, self._database = uri, database
        self._connect()
        self.generations = Generations(lambda: self.db, [c for c in unit.collections().values() if c.projection])
        self.moment: ClientSession | None = None
        self.sometimes: Counter[str] = Counter()
        self._ids: dict[str, tuple[float, list[str]]] = {}

    def _connect(self) -> None:
        self.client: MongoClient[Document] = MongoClient(
            self._uri, tz_aware=True, tzinfo=UTC, w="majority", journal=True, readConcernLevel="majority",
            retryWrites=True, serverSelectionTimeoutMS=5_000, connectTimeoutMS=2_000, heartbeatFrequencyMS=2_000,
            socketTimeoutMS=30_000, maxPoolSize=32, appname=f"chapelle-{self.service}",
        )  # fmt: skip
        self.db = self.client.get_database(
            self._database, write_concern=WriteConcern("majority", j=True), read_concern=ReadConcern("majority")
        )

    @contextmanager
    def session(self, snapshot: bool = False) -> Iterator[ClientSession]:
        """A session; `snapshot`: all that is read with it is of one moment.

        Raises `Unavailable` where there is none now, and has connected anew by then.

        A connection that was made while the server started believes for ever that it has no sessions, and pymongo
        keeps it. The client before is not closed: others may be reading with it, and are done soon.
        """
        try:
            with self.client.start_session(snapshot=snapshot) as session:
                yield session
        except ConfigurationError as fault:
            log.warning("connected anew", why=str(fault))
            self._connect()
            raise Unavailable(str(fault)) from fault

    def count(self, rare: str) -> None:
        """Notes that a rare branch was taken, so that a long run can tell whether it ever was."""
        self.sometimes[rare] += 1

    def set_up(self) -> None:
        """Collections and indexes, made before any transaction needs them. Waits for a database that is not there yet.

        Raises the database's error after a minute of it, and `NewerSchema`.
        """
        deadline = time.monotonic() + DATABASE_WITHIN
        while True:
            try:
                return self._set_up()
            except PyMongoError as fault:
                if not passes(fault) or time.monotonic() > deadline:
                    raise
                log.info("no database yet", why=str(fault)[:200])
                time.sleep(0.2)

    def _set_up(self) -> None:
        existing = set(self.db.list_collection_names())
        self.generations.set_up()
        kept = [collection for collection in self.unit_type.collections().values() if not collection.projection]
        storage = {collection.name: collection.storage for collection in kept}
        for name in (*storage, *SPINE):
            if name not in existing:
                with suppress(CollectionInvalid, OperationFailure):  # the service's other process was faster
                    self.db.create_collection(name, check_exists=False, **storage.get(name, {}))
        for collection in kept:
            for fields in collection.indexes:
                self.db[collection.name].create_index([(field, ASCENDING) for field in fields])
            if collection.holds:  # nothing is held by two
                self.db[collection.name].create_index(f"{collection.holds}.id", unique=True, sparse=True)
            join(self.db, collection)
        expect_readable(self.db, self.unit_type.collections().values(), self.generations.current())
        self.db.outbox.create_index(
            [("pending", ASCENDING), ("_id", ASCENDING)], partialFilterExpression={"pending": True}
        )
        self.db.outbox.create_index(
            [("topic", ASCENDING), ("partition", ASCENDING), ("first", ASCENDING)],
            unique=True, partialFilterExpression={"first": {"$exists": True}},
        )  # fmt: skip
        self.db.outbox.create_index([("expires", ASCENDING)], partialFilterExpression={"expires": {"$exists": True}})
        self.db.relay.update_one({"_id": "lease"}, {"$setOnInsert": {"epoch": 0}}, upsert=True)

    # -- reads

    def find_each(self, wanted: Sequence[Wanted], as_of: AsOf | None = None) -> list[list[Document]]:
        """What is wanted of each collection: in one round trip, unless it is very much. `as_of`: None is now.

        Raises `Forgotten` where the database does not remember what was `as_of` then.
        """
        if self.moment is None:
            with suppress(Unread):
                return self._read(lambda: found(self.client, self.db.name, wanted, as_of))
            commands = [one.command(as_of) for one in wanted]
            return self._read(lambda: [list(self.db.cursor_command(command)) for command in commands])
        return [self.find(one.collection, one.filter, 0, ordered=False) for one in wanted]

    def find(
        self,
        collection: str,
        filter: Document,
        limit: int,
        ordered: bool = True,
        fields: Sequence[str] | None = None,
        by: str = "_id",
    ) -> list[Document]:
        """Documents that the filter finds, whole or with these fields alone, ordered `by` one. Raises `Unavailable`."""

        def read() -> list[Document]:
            cursor = self.db[collection].find(filter, fields, batch_size=1_000, session=self.moment)
            return list((cursor.sort(by, ASCENDING) if ordered else cursor).limit(limit))

        return self._read(read)

    def _read(self, read: Callable[[], R]) -> R:
        try:
            return self.port.call("store.read", read)
        except PyMongoError as fault:
            told = without_content(fault)
            if is_past(fault):
                raise Forgotten(str(told)) from None
            raise (Unavailable(str(told)) if passes(fault) else told) from None

    def ids(self, collection: str) -> list[str]:
        """The first thousand ids of a collection, some seconds old: for "did you mean"."""
        at, found = self._ids.get(collection, (float("-inf"), []))
        if time.monotonic() - at > ID_HINTS_SECONDS:
            found = [document["_id"] for document in self.db[collection].find({}, {"_id": 1}).limit(1_000)]
            self._ids[collection] = (time.monotonic(), found)
        return found

    @contextmanager
    def at_one_moment(self) -> Iterator[ClientSession]:
        """What this store finds within, and what is read with the session, is as it was at its first read.

        The database keeps such a moment for seconds, while `chapelle verify` or `replay` runs for five minutes.
        """
        with self.session(snapshot=True) as moment:
            self.moment = moment
            try:
                yield moment
            finally:
                self.moment = None

    # -- units

    def generation(self) -> str:
        """The current generation of the service's projections, as it was known within the last second."""
        return self.generations.current()

    def now(self) -> datetime:
        return self.clock.now()

    def unit(self, careful: bool = False) -> U:
        return self.unit_type(self, self.now(), careful)

    def run(self, decide: Callable[[U], R], tries: int = TRIES, recent: Recent | None = None) -> R:
        """Decides on a fresh unit and commits it, again while it conflicts. What `decide` raises is raised.

        `recent`: documents that are at hand, for the first try.
        """

        def once(careful: bool) -> R:
            unit = self.unit(careful)
            if careful:
                self.count("conflict_decided_again")
                if recent is not None:
                    recent.conflicted()
            else:
                unit.recent = recent
            answer = decide(unit)
            commit(self, unit)
            return answer

        return again(once, tries)

    def commits(self) -> bool:
        """Whether a real write is journaled now (a full disk still answers pings). Raises the database's error."""
        self.db.relay.update_one({"_id": "health"}, {"$currentDate": {"at": True}}, upsert=True)
        return True

    def close(self) -> None:
        self.client.close()
