"""Acts: what people did. Each is told by its salted hash, which the record chains; what it said is kept beside."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

import msgspec

from libs.events import Event, Value, replace
from libs.store import Documents, Unit, new_id

AT_ONCE = 1_000


class Act(Value):
    """One act: `kind`, such as `badge-lent`; `about`: the id of what; `by`: whose token it was; `person`: whom it
    concerns, if anybody.

    `said`: all that it said, as JSON, and the `salt` of its hash `sealed`; both are None once they have been erased.
    What concerns a person is told without saying what it is about, and erased whole: then it says that somebody did
    something of this kind, and no more. Of what concerns nobody, what it is about is left.
    """

    id: str
    kind: str
    about: str
    by: str
    at: datetime
    person: str | None
    said: str | None
    salt: str | None
    sealed: str

    @property
    def text(self) -> str:
        """What its hash is of: what it said and, where its event does not say it, what it is about."""
        return f"{self.said}" if self.person is None else f"{self.about}\n{self.said}"

    def erased(self) -> Act:
        return replace(self, about=self.about if self.person is None else "", person=None, said=None, salt=None)


def seal(said: str, salt: str) -> str:
    """SHA-256, hexadecimal. Without the salt nobody can try out what was said."""
    return hashlib.sha256(f"{salt}\n{said}".encode()).hexdigest()


def enter(
    unit: Unit, told: type[Event], kind: str, about: str, said: Mapping[str, Any], person: str | None = None
) -> None:
    """An act of whoever asks, and its event `told`: in the transaction in which it is done, and at its time.

    Where it tells of an earlier one, that is among what it `said`.
    """
    text, salt = msgspec.json.encode(said, order="sorted").decode(), secrets.token_hex(16)
    act = Act(new_id(unit.now), kind, about, unit.by, unit.now, person, text, salt, "")
    act = replace(act, sealed=seal(act.text, salt))
    data = {"act": act.id, "kind": kind, "about": about if person is None else "", "by": act.by, "sealed": act.sealed}
    unit.save((act, (told(time=unit.now, **data),)))


def breaches(unit: Unit, acts: Documents[Act], told: type[Event]) -> Iterator[str]:
    """Acts that do not say what they said when they were entered, as their events have it; and those that are gone."""
    return unlike({act.id: act for act in _all(acts)}, _told(unit, told))


class Told(NamedTuple):
    """What an act's event says of it. `about` is empty where the hash is of that too."""

    sealed: str
    about: str


def unlike(kept: Mapping[str, Act], told: Mapping[str, Told]) -> Iterator[str]:
    """`told`: by act."""
    for act in kept.values():
        if not _as_told(act, told.get(act.id)):
            yield f"act {act.id} ({act.kind} {act.about}) is not what was sealed"
    yield from (f"act {id} is told, and gone" for id in sorted(told.keys() - kept.keys()))


def _as_told(act: Act, told: Told | None) -> bool:
    """Whether it says what it said when it was entered, or is erased."""
    if told is None or act.sealed != told.sealed:
        return False
    if act.said is None or act.salt is None:
        return True
    if told.about:
        return act.about == told.about and act.sealed == seal(act.said, act.salt)
    return act.sealed == seal(act.text, act.salt)


def _all(acts: Documents[Act]) -> Iterator[Act]:
    after = ""
    while found := acts.page(after, AT_ONCE):
        yield from found
        after = found[-1].id


def _told(unit: Unit, told: type[Event]) -> dict[str, Told]:
    """What the record says, numbered or not yet; each half by an index of its own."""
    halves = ({"first": {"$gte": 1}}, {"pending": True})
    pages = (page for half in halves for page in unit.store.find("outbox", {"topic": told.topic.name, **half}, 0))
    rows = (row for page in pages for row in page["events"] if row["type"] in told.reads)
    said = ((row["key"], msgspec.json.decode(row["data"])) for row in rows)
    return {act: Told(data["sealed"], data["about"]) for act, data in said}
