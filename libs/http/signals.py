"""Batches from devices: the good items are taken, the bad ones kept as dead letters, those seen before dropped."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from types import GenericAlias
from typing import Any, Protocol

from pydantic import BaseModel, Field, TypeAdapter, ValidationError, create_model

from libs.events import Refused, Value
from libs.http.problems import Fault, Problem, faults_of, pointer, unquoted
from libs.http.shapes import Answer, Body, expect_not_ahead
from libs.store import Letter, Unit, letter_events
from libs.store.slot import Place

ITEMS = 5_000
TAKEN = "taken"
"""Where the ids are kept of what was taken."""

Item = tuple[int, Any]


class Faulty(Value):
    """A bad item: its index in the batch, what it says, as JSON, its id if it has one, and its faults."""

    index: int
    value: bytes
    id: str
    faults: list[Fault]


class Lettered(Protocol):
    """Where a dead letter of an item came from."""

    def again(self, unit: Unit, letter: Letter) -> None:
        """Takes what the letter holds once more. Raises `Refused` or `ValidationError`."""


class FaultAnswer(Answer):
    at: str
    """JSON pointer into the item."""
    why: str
    """What is wrong there."""


class RejectedAnswer(Answer):
    """A bad item; it is kept as a dead letter."""

    index: int
    """Its place in the batch, from 0."""
    errors: list[FaultAnswer]
    """All its faults."""


class Taken(Answer):
    """What became of a batch: the good items are taken, those seen before dropped, the bad ones kept as letters."""

    accepted: int
    """Items that were new and good."""
    duplicates: int
    """Items whose id was taken before, from the same source."""
    rejected: list[RejectedAnswer]
    """Items that are bad."""

    @classmethod
    def of(cls, accepted: int, duplicates: int, bad: Iterable[tuple[int, Iterable[Fault]]]) -> Taken:
        rejected = [
            RejectedAnswer(index=index, errors=[FaultAnswer(at=at, why=why) for at, why in faults])
            for index, faults in sorted(bad)
        ]
        return cls(accepted=accepted, duplicates=duplicates, rejected=rejected)

    @property
    def good(self) -> bool:
        return self.accepted + self.duplicates > 0

    def faults(self, field: str) -> list[Fault]:
        """Every fault, with its place in the batch."""
        return [(f"/{field}/{bad.index}{error.at}", error.why) for bad in self.rejected for error in bad.errors]


class Signals:
    """One route of signals: how an item is read, taken, and whose it is."""

    def __init__(
        self, path: str, field: str, hints: dict[str, Any], take: Callable[..., Any],
        source: Callable[[Any], str], reads: Callable[[Any], Iterable[tuple[type, str]]] | None,
    ) -> None:  # fmt: skip
        self.path, self.field, self._take, self.source, self.reads = path, field, take, source, reads
        names = [name for name in hints if name not in ("unit", "return")]
        self.argument = names[0]
        self.model: type[BaseModel] = hints[self.argument]
        self._one: TypeAdapter[Any] = TypeAdapter(self.model)
        self.batch = self._batch()

    def _batch(self) -> type[Body]:
        """What a batch looks like, for the OpenAPI document: its items are read one by one."""
        name = self.path.rpartition("/")[2].title().replace("-", "")
        text = f"1 to {ITEMS:,} items, each with an `id` unique within its source. A bad one is rejected, others taken."
        fields: dict[str, Any] = {
            self.field: (GenericAlias(list, (self.model,)), Field(min_length=1, max_length=ITEMS))
        }
        return create_model(name, __base__=Body, __doc__=text, **fields)

    def read(self, given: Any) -> tuple[list[Item], list[Faulty]]:
        """The items of a body, good and faulty. Raises `Problem` when it is no batch at all."""
        if not isinstance(given, dict) or not isinstance(given.get(self.field), list):
            raise Problem(422, f'the body is {{"{self.field}": […]}}', [(f"/{self.field}", "a list is needed")])
        if unknown := sorted(set(given) - {self.field}):
            raise Problem(422, "unknown fields", [(pointer([name]), "no such field") for name in unknown])
        raw = given[self.field]
        if not 1 <= len(raw) <= ITEMS:
            raise Problem(422, f"1 to {ITEMS} items", [(f"/{self.field}", f"{len(raw)} items")])
        items: list[Item] = []
        faulty: list[Faulty] = []
        for index, one in enumerate(raw):
            try:
                items.append((index, self._one.validate_python(one)))
            except ValidationError as fault:
                faulty.append(_faulty(index, one, faults_of(fault.errors())))
        return items, faulty

    def ids(self, items: Sequence[Item]) -> list[Place]:
        """By which it is known what was taken before."""
        return [(TAKEN, self._id_of(item)) for _, item in items]

    def _id_of(self, item: Any) -> str:
        return f"{self.path}|{self.source(item)}|{item.id}"

    def needed(self, items: Sequence[Item]) -> list[tuple[type, str]]:
        return [pair for _, item in items for pair in self.reads(item)] if self.reads else []

    def take(self, unit: Unit, items: Sequence[Item], faulty: Sequence[Faulty]) -> Taken:
        """Decides all items on the unit."""
        bad = list(faulty)
        accepted = duplicates = 0
        ids = {index: self._id_of(item) for index, item in items}
        seen = set(unit.beside(TAKEN, list(ids.values())))
        for index, item in items:
            id = ids[index]
            if id in seen:
                duplicates += 1
                continue
            try:
                unit.attempt(partial(self._decide, unit, item))
            except Refused as refused:
                bad.append(_faulty(index, item.model_dump(mode="json"), list(refused.faults)))
                continue
            seen.add(id)
            unit.insert(TAKEN, {"_id": id, "at": unit.now})
            accepted += 1
        for one in bad:
            keep_letter(unit, self.path, one)
        return Taken.of(accepted, duplicates, ((one.index, one.faults) for one in bad))

    def _decide(self, unit: Unit, item: Any) -> None:
        expect_not_ahead(item, unit.now)
        self._take(**{self.argument: item, "unit": unit})

    def again(self, unit: Unit, letter: Letter) -> None:
        """Takes the item of a letter once more. Raises `Refused` or `ValidationError`."""
        item = self._one.validate_json(letter.value)
        id = self._id_of(item)
        if unit.beside(TAKEN, [id]):
            raise Refused("conflict", f"an item {item.id} has been taken since; discard this one")
        if getattr(item, "at", letter.at) is None:
            item = item.model_copy(update={"at": letter.at})  # it happened when it came, not now
        self._decide(unit, item)
        unit.insert(TAKEN, {"_id": id, "at": unit.now})


def keep_letter(unit: Unit, path: str, one: Faulty) -> None:
    """Keeps what was refused at a route as a dead letter; what is kept already is not kept again."""
    id = f"item:{path.strip('/').replace('/', '.')}:{hashlib.sha256(one.value).hexdigest()[:16]}"
    if unit.letters.get(id) is not None:
        return
    reason = _text("; ".join(f"{at or '/'}: {why}" for at, why in unquoted(one.faults)))
    letter = Letter(
        id=id, lane="item", stream=path, place=0, key=_text(one.id)[:64], type=path, reason=reason[:2000],
        trace=unit.traceparent, behind=False, state="waiting", at=unit.now, value=one.value,
    )  # fmt: skip
    waiting, _ = letter_events(unit.store.service)
    said = waiting(time=unit.now, letter=id, stream=path, subject=letter.key, event_type=path, reason=reason[:500])
    unit.save((letter, [said]))


def _faulty(index: int, one: Any, faults: list[Fault]) -> Faulty:
    id = str(one.get("id", "")) if isinstance(one, dict) else ""
    try:
        return Faulty(index, json.dumps(one, sort_keys=True).encode(), id, faults)
    except RecursionError:
        raise Problem(400, "nested too deeply to be kept", [(f"/{index}", "nested too deeply")]) from None


def _text(given: str) -> str:
    """What can be stored of a text; a lone surrogate of JSON is shown as `?`."""
    return given.encode(errors="replace").decode()
