"""Acts: what people did to the rules and to people. Each is told by its hash; what it said is kept beside."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime

from libs.events import Outcome
from services.access.events import ActEntered


@dataclass(frozen=True, slots=True)
class Act:
    """One administrative act: `kind`, such as `badge-lent`, on `subject` (an id), by `by`; `person`: whom it concerns.

    `said`: all that it said, as JSON, and the `salt` of its hash; both are None once they have been erased.
    """

    id: str
    kind: str
    subject: str
    by: str
    at: datetime
    person: str | None
    said: str | None
    salt: str | None
    sealed: str

    @classmethod
    def entered(
        cls, id: str, kind: str, subject: str, by: str, at: datetime, person: str | None, said: str, salt: str
    ) -> Outcome[Act]:
        """The act, and its event."""
        act = cls(id, kind, subject, by, at, person, said, salt, seal(said, salt))
        return act, (ActEntered(time=at, act=id, kind=kind, about=subject, by=by, sealed=act.sealed),)

    @property
    def whole(self) -> bool:
        """Whether what it says is what it said when it was entered, or is erased."""
        return self.said is None or self.salt is None or seal(self.said, self.salt) == self.sealed

    def erased(self) -> Act:
        return replace(self, said=None, salt=None)


def seal(said: str, salt: str) -> str:
    """SHA-256, hexadecimal. Without the salt nobody can try out what was said."""
    return hashlib.sha256(f"{salt}\n{said}".encode()).hexdigest()
