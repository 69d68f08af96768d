"""Acts: what people did to a zone. Each is told by its hash, which the record chains; what it said is kept beside."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from libs.events import Outcome
from services.fire.events import ActEntered


@dataclass(frozen=True, slots=True)
class Act:
    """One act: `kind`, such as `signed-off`, on `zone`. `by`: whose token it was.

    `said`: all that it said (name, time, note), as JSON; `salt`: of its hash.
    """

    id: str
    kind: str
    zone: str
    by: str
    at: datetime
    said: str
    salt: str
    sealed: str

    @classmethod
    def entered(cls, id: str, kind: str, zone: str, by: str, at: datetime, said: str, salt: str) -> Outcome[Act]:
        """The act, and its event."""
        act = cls(id, kind, zone, by, at, said, salt, seal(said, salt))
        return act, (ActEntered(time=at, act=id, kind=kind, about=zone, by=by, sealed=act.sealed),)

    @property
    def whole(self) -> bool:
        """Whether what it says is what it said when it was entered."""
        return seal(self.said, self.salt) == self.sealed


def seal(said: str, salt: str) -> str:
    """SHA-256, hexadecimal. Without the salt nobody can try out what was said."""
    return hashlib.sha256(f"{salt}\n{said}".encode()).hexdigest()
