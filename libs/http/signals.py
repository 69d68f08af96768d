"""Batches from devices: the good items are taken, the bad ones kept as dead letters, those seen before dropped."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from pydantic import BaseModel, TypeAdapter, ValidationError

from libs.events import Refused
from libs.http.problems import Fault, Problem, faults_of
from libs.http.shapes import is_ahead
from libs.store import Letter, Unit, letter_events

ITEMS = 5_000

Faulty = tuple[int, Any, list[Fault]]
Item = tuple[int, Any]


@dataclass(slots=True)
class Taken:
    """What became of a batch. `rejected`: index and faults of each bad item."""

    list_name: str
    accepted: int = 0
    duplicates: int = 0
    rejected: list[tuple[int, list[Fault]]] = field(default_factory=list)

    @property
    def good(self) -> bool:
        return self.accepted + self.duplicates > 0

    def json(self) -> bytes:
        rejected = [
            {"index": index, "errors": [{"at": at, "why": why} for at, why in faults]}
            for index, faults in sorted(self.rejected)
        ]
        said = {"accepted": self.accepted, "duplicates": self.duplicates, "rejected": rejected}
        return json.dumps(said).encode()

    def faults(self) -> list[Fault]:
        return [(f"/{self.list_name}/{i}{at}", why) for i, faults in sorted(self.rejected) for at, why in faults]


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

    def read(self, body: bytes) -> tuple[list[Item], list[Faulty]]:
        """The items, good and faulty. Raises `Problem` when it is no batch at all."""
        try:
            given = json.loads(body)
        except (ValueError, RecursionError) as fault:
            raise Problem(400, "the body is not JSON", [("", str(fault))]) from None
        if not isinstance(given, dict) or not isinstance(given.get(self.field), list):
            raise Problem(422, f'the body is {{"{self.field}": […]}}', [(f"/{self.field}", "a list is needed")])
        if unknown := sorted(set(given) - {self.field}):
            raise Problem(422, "unknown fields", [(f"/{name}", "no such field") for name in unknown])
        raw = given[self.field]
        if not 1 <= len(raw) <= ITEMS:
            raise Problem(422, f"1 to {ITEMS} items", [(f"/{self.field}", f"{len(raw)} items")])
        items: list[Item] = []
        faulty: list[Faulty] = []
        for index, one in enumerate(raw):
            try:
                items.append((index, self._one.validate_python(one)))
            except ValidationError as fault:
                faulty.append((index, one, faults_of(fault.errors())))
        return items, faulty

    def needed(self, items: Sequence[Item]) -> list[tuple[type, str]]:
        return [pair for _, item in items for pair in self.reads(item)] if self.reads else []

    def take(self, unit: Unit, items: Sequence[Item], faulty: Sequence[Faulty]) -> Taken:
        """Decides all items on the unit."""
        taken = Taken(self.field, rejected=[(index, faults) for index, _, faults in faulty])
        ids = {index: f"{self.path}|{self.source(item)}|{item.id}" for index, item in items}
        seen = {document["_id"] for document in unit.store.find_ids("taken", list(ids.values()))} if ids else set()
        seen |= {document["_id"] for name, document in unit.inserts if name == "taken"}
        for index, item in items:
            id = ids[index]
            if id in seen:
                taken.duplicates += 1
                continue
            try:
                unit.attempt(partial(self._decide, unit, item))
            except Refused as refused:
                taken.rejected.append((index, list(refused.faults)))
                self._letter(unit, item.model_dump(mode="json"), list(refused.faults))
                continue
            seen.add(id)
            unit.insert("taken", {"_id": id, "at": unit.now})
            taken.accepted += 1
        for _, one, faults in faulty:
            self._letter(unit, one, faults)
        return taken

    def _decide(self, unit: Unit, item: Any) -> None:
        at = getattr(item, "at", None)
        if at is not None and is_ahead(at, unit.now):
            raise Refused("invalid", "more than 5 minutes ahead of the platform's clock", "/at")
        self._take(**{self.argument: item, "unit": unit})

    def again(self, unit: Unit, letter: Letter) -> None:
        """Takes the item of a letter once more. Raises `Refused` or `ValidationError`."""
        item = self._one.validate_json(letter.value)
        id = f"{self.path}|{self.source(item)}|{item.id}"
        if unit.store.find_ids("taken", [id]):
            raise Refused("conflict", f"an item {item.id} has been taken since; discard this one")
        if getattr(item, "at", letter.at) is None:
            item = item.model_copy(update={"at": letter.at})  # it happened when it came, not now
        self._decide(unit, item)
        unit.insert("taken", {"_id": id, "at": unit.now})

    def _letter(self, unit: Unit, one: Any, faults: list[Fault]) -> None:
        value = json.dumps(one, sort_keys=True).encode()
        id = f"item:{self.path.strip('/').replace('/', '.')}:{hashlib.sha256(value).hexdigest()[:16]}"
        if unit.letters.get(id) is not None:
            return
        reason = _text("; ".join(f"{at or '/'}: {why}" for at, why in faults))
        key = _text(str(one.get("id", ""))) if isinstance(one, dict) else ""
        letter = Letter(
            id=id, lane="item", stream=self.path, place=0, key=key[:64], type=self.path, reason=reason[:2000],
            trace=unit.traceparent, behind=False, state="waiting", at=unit.now, value=value,
        )  # fmt: skip
        waiting, _ = letter_events(unit.store.service)
        said = waiting(
            time=unit.now, letter=id, stream=self.path, subject=letter.key, event_type=self.path, reason=reason[:500]
        )
        unit.save((letter, [said]))

    def openapi(self) -> dict[str, Any]:
        """The request's shape, for the OpenAPI document."""
        schema = self.model.model_json_schema()
        items = {"type": "array", "minItems": 1, "maxItems": ITEMS, "items": schema}
        body = {
            "type": "object",
            "required": [self.field],
            "properties": {self.field: items},
            "additionalProperties": False,
        }
        return {"requestBody": {"required": True, "content": {"application/json": {"schema": body}}}}


def _text(given: str) -> str:
    """What can be stored of a text; a lone surrogate of JSON is shown as `?`."""
    return given.encode(errors="replace").decode()
