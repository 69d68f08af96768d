"""One command's route while the database is away: what is told of it, and how that is entered later."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import structlog
from pydantic import TypeAdapter
from pymongo.errors import PyMongoError

from libs.events import Refused
from libs.http.away import Asked, Away, Made
from libs.http.command import KEYS, Reply, keep_answer
from libs.http.entry import Entry
from libs.http.problems import Fault, faults_of
from libs.http.signals import Faulty, keep_letter
from libs.store import Conflict, Letter, NewerSchema, OutcomeUnknown, Unavailable, Unit

log = structlog.get_logger()


class AwayRoute:
    """One command's route: how its answers are written, and entries read and entered."""

    def __init__(
        self, path: str, away: Away, body: Any, status: int, write: Callable[[Any], bytes],
        reads: Callable[[Any], Iterable[tuple[type, str]]] | None,
    ) -> None:  # fmt: skip
        self.path, self.away, self._status, self._write, self._reads = path, away, status, write, reads
        self._body: TypeAdapter[Any] = TypeAdapter(body)

    def told(self, asked: Asked) -> Entry | None:
        """What is told without the database; None: nothing."""
        answer = self.away.answer(asked.body, asked.made, asked.now)
        if answer is None:
            return None
        return Entry(
            self.path, asked.key, asked.digest, asked.made, asked.now, asked.traceparent, asked.hop,
            asked.raw.decode(), self._status, self._write(answer).decode(),
        )  # fmt: skip

    def needed(self, entry: Entry) -> list[tuple[type, str]]:
        """What it reads; nothing for a body that this version cannot read."""
        try:
            return list(self._reads(self._body.validate_json(entry.asked))) if self._reads else []
        except ValueError:
            return []

    def enter(self, unit: Unit, entry: Entry) -> Reply:
        """Records what was told, unless that was done before. What is refused is kept as a dead letter."""
        told = Reply(entry.status, entry.told.encode())
        known = unit.beside(KEYS, [entry.key]).get(entry.key)
        if known is not None and known["digest"] == entry.digest:
            if known["body"] != told.body:  # its commit was under way when the database went, and came to pass
                said = {"$set": {"status": told.status, "body": told.body}}
                unit.fence(KEYS, {"_id": entry.key}, said)
            return told
        try:
            if known is not None:
                raise Refused("conflict", "its Idempotency-Key was used for another request before")
            unit.attempt(lambda: self._record(unit, entry))
        except Refused as refused:
            self._letter(unit, entry, list(refused.faults))
        except (Conflict, Unavailable, OutcomeUnknown, NewerSchema, PyMongoError):
            raise
        except Exception as fault:  # whatever it is: it was answered, and is not lost
            log.error("not entered", trace=entry.traceparent, why=repr(fault), exc_info=fault)
            self._letter(unit, entry, _said(fault))
        if known is None:
            keep_answer(unit, entry.key, entry.digest, told)
        return told

    def again(self, unit: Unit, letter: Letter) -> None:
        """Enters what a letter holds once more. Raises `Refused` or `ValidationError`."""
        self._record(unit, Entry.read(letter.value))

    def _record(self, unit: Unit, entry: Entry) -> None:
        self.away.record(unit, self._body.validate_json(entry.asked), Made(entry.made), entry.now)

    def _letter(self, unit: Unit, entry: Entry, faults: list[Fault]) -> None:
        keep_letter(unit, self.path, Faulty(0, entry.line(), entry.made, faults))


def _said(fault: Exception) -> list[Fault]:
    errors = getattr(fault, "errors", None)
    return faults_of(errors()) if errors is not None else [("", repr(fault)[:300])]
