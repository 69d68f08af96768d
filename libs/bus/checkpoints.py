"""Writes down, signed and away from the database, where the chains of the service's record stand.

Every 10 s of the machine's clock if one has moved, and when the worker stops; by whoever has the relay's lease. The
file comes first, then the database notes it: what was written and not noted is noted next time; a line that was cut
off in writing is taken away if the database does not know it. What the database knows and the file lacks stays missing,
so that it is seen: the next checkpoint follows the one that is known.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

import structlog
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from eventlet import tpool
from pymongo.errors import DuplicateKeyError, PyMongoError

from libs.audit import Kept
from libs.audit.checkpoint import Checkpoint, Head, hash_of_line, read_line
from libs.store import FenceLost, Store

log = structlog.get_logger()

EVERY_SECONDS = 10.0


class Noted(NamedTuple):
    """A checkpoint as the database knows it."""

    number: int = 0
    hash: str = ""


class Checkpoints:
    """Of one service. `key`: what signs now. `epoch`: of the relay's lease, 0 where another worker has it.

    A disk may take its time: what waits for it is done by a thread of the system, while the worker's others go on.
    """

    def __init__(
        self, store: Store[Any], kept: Kept, key: Callable[[], Ed25519PrivateKey], epoch: Callable[[], int]
    ) -> None:
        self.store, self.kept, self.key, self.epoch = store, kept, key, epoch
        self.stopped = False
        self._said: dict[str, Head] = {}
        self._one_at_a_time = threading.Lock()

    def run(self) -> None:
        """Until `stop()`."""
        due = time.monotonic() + EVERY_SECONDS
        while not self.stopped:
            time.sleep(0.2)
            if time.monotonic() >= due:
                due = time.monotonic() + EVERY_SECONDS
                self.try_turn()

    def try_turn(self) -> None:
        """A turn; what kept it from being made is logged, and it is made the next time."""
        try:
            self.turn()
        except (PyMongoError, OSError, FenceLost) as fault:
            log.warning("no checkpoint now", why=repr(fault)[:500])
            self.store.count("checkpoint_missed")

    def stop(self) -> None:
        self.stopped = True

    def turn(self) -> bool:
        """Adds one if it is ours to do and a chain has moved. Raises `FenceLost`, `OSError`, the database's error."""
        epoch = self.epoch()
        if not epoch:
            return False
        with self._one_at_a_time, self.kept.held() as free:
            return free and self._add(epoch)

    def _add(self, epoch: int) -> bool:
        heads, noted = self.store.port.call("audit.heads", self._heads, epoch)
        noted = self._repair(noted, epoch)
        moved = {place: head for place, head in heads.items() if self._said.get(place) != head}
        if not moved:
            return False
        at = datetime.now(UTC)
        checkpoint = Checkpoint(self.kept.service, noted.number + 1, at, moved, noted.hash).signed(self.key())
        line = checkpoint.line()
        self.store.port.call("audit.append", tpool.execute, self.kept.append, line)
        self._note(noted, Noted(checkpoint.number, hash_of_line(line)), epoch)
        self._said.update(moved)
        return True

    def _heads(self, epoch: int) -> tuple[Mapping[str, Head], Noted]:
        """Of every chain, and the newest checkpoint that is known."""
        wanted = {"$or": [{"_id": {"$in": ["lease", "checkpoint"]}}, {"link": {"$exists": True}}]}
        found = {document["_id"]: document for document in self.store.db.relay.find(wanted)}
        if found.pop("lease")["epoch"] != epoch:
            raise FenceLost(f"epoch {epoch} is over")
        known = found.pop("checkpoint", None)
        heads = {place: Head(counter["next"] - 1, counter["link"].hex()) for place, counter in found.items()}
        return heads, Noted(known["number"], known["hash"]) if known else Noted()

    def _repair(self, noted: Noted, epoch: int) -> Noted:
        """What a crash left: a line that the database has not noted, or a part of one. Returns what is noted now."""
        end = self.kept.end()
        number, unnoted = 0, None
        if end.line:
            try:
                last = read_line(end.line)
            except ValueError:
                return noted  # nothing of ours: it is left for who verifies
            number = last.number
            ours = last.is_signed_by(self.key().public_key(), *self.kept.keys)
            if (last.number - 1, last.previous) == noted and ours:
                unnoted = Noted(last.number, hash_of_line(end.line))
        if end.whole < end.size and number >= noted.number:
            self.store.count("checkpoint_cut_off")
            tpool.execute(self.kept.cut, end)
        if unnoted is None:
            return noted
        self.store.count("checkpoint_noted_late")
        self._note(noted, unnoted, epoch)
        return unnoted

    def _note(self, before: Noted, newest: Noted, epoch: int) -> None:
        """Raises `FenceLost` where a later epoch has noted one."""
        new = {"number": newest.number, "hash": newest.hash, "epoch": epoch}
        here = {"_id": "checkpoint", "number": before.number, "hash": before.hash, "epoch": {"$lte": epoch}}
        relay = self.store.db.relay
        try:
            if not before.number:
                self.store.port.call("audit.note", relay.insert_one, {"_id": "checkpoint", **new})
                return
            done = self.store.port.call("audit.note", relay.update_one, here, {"$set": new})
        except DuplicateKeyError as fault:
            raise FenceLost("another has noted the first checkpoint") from fault
        if not done.matched_count:
            raise FenceLost(f"checkpoint {newest.number}: another has gone on from {before.number}")
