"""An incident: opened by rule, gathers what belongs together, ended by a person or by the facts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from libs.events import Envelope, Event, Outcome, Refused, Value, replace
from services.console.domain.priority import Priority
from services.console.domain.rules import Fact, Rule
from services.console.events import IncidentAcknowledged, IncidentOpened, IncidentResolved

State = Literal["open", "acknowledged", "resolved"]
Step = Literal["worsen", "acknowledge", "resolve", "clear"]

MOVES: Mapping[tuple[State, Step], State] = {
    ("open", "worsen"): "open",
    ("open", "acknowledge"): "acknowledged",
    ("open", "resolve"): "resolved",
    ("open", "clear"): "resolved",
    ("acknowledged", "worsen"): "open",  # who took it on did not know of this: it calls again
    ("acknowledged", "resolve"): "resolved",
    ("acknowledged", "clear"): "resolved",
}

CAUSES_KEPT = 50
"""The first cause and the newest others; the rest is in the stream."""


class Cause(Value):
    """An event that belongs to an incident. `time`: event time."""

    id: str
    source: str
    type: str
    subject: str
    time: datetime

    @classmethod
    def of(cls, envelope: Envelope) -> Cause:
        return cls(envelope.id, envelope.source, envelope.type, envelope.subject, envelope.time)


class Word(Value):
    """Who said so, why and when. `by` is a person, or a fact's type; `at` then is its event time.

    A person and their note are forgotten some time after the incident: then both are empty.
    """

    by: str
    note: str
    at: datetime

    def forgotten(self) -> Word:
        return self if self.by.startswith("fr.chapelle.") else Word("", "", self.at)


class Group(Value):
    """Which incident of a rule is now open for a key; `incident` is empty when none is."""

    id: str
    incident: str = ""

    @staticmethod
    def id_of(rule: Rule, fact: Fact) -> str:
        return f"{rule.id}:{rule.subject_of(fact)}"


class Incident(Value):
    """`opened_at`, `last_at`: event time of the first and the newest fact; `taken`: who takes care, `over`:
    what ended it.

    `drill`: all its facts are of an exercise. `members`: subjects whose condition still stands; `count`: facts in all.
    `version` grows when the state changes or it gets worse, not when what is known is said again: a storm of one door
    does not keep a person from taking it on.
    """

    id: str
    rule: str
    subject: str
    group: str
    priority: Priority
    state: State
    opened_at: datetime
    last_at: datetime
    version: int
    count: int
    members: tuple[str, ...]
    events: tuple[Cause, ...]
    detail: str = ""
    drill: bool = False
    taken: Word | None = None
    over: Word | None = None

    def joined(
        self, member: str, priority: Priority, cause: Cause, *, drill: bool = False, detail: str = ""
    ) -> Outcome[Incident]:
        """One more fact of the same group. A new member, a more urgent fact, or a real one in an exercise, opens it
        again. `detail`: what the newest fact says, where that counts."""
        real = self.drill and not drill
        told = replace(
            self,
            detail=detail if detail and cause.time >= self.last_at else self.detail,
            count=self.count + 1,
            last_at=max(self.last_at, cause.time),
            events=(*self.events[:1], *(*self.events[1:], cause)[-(CAUSES_KEPT - 1) :]),
        )
        if member in self.members and not priority.above(self.priority) and not real:
            return told, ()
        worse = replace(
            told,
            state=MOVES[self.state, "worsen"],
            version=self.version + 1,
            members=tuple(dict.fromkeys((*self.members, member))),
            priority=min(self.priority, priority, key=lambda p: p.rank),
            drill=self.drill and drill,
        )
        return worse, (worse.opened(cause.time, reopened=True),) if self.state == "acknowledged" else ()

    def cleared(self, member: str, cause: Cause) -> Outcome[Incident]:
        """One member's condition is over; with the last one, the incident is. The past does not count."""
        if member not in self.members or cause.time < self.opened_at:
            return self, ()
        left = tuple(other for other in self.members if other != member)
        told = replace(self, members=left, last_at=max(self.last_at, cause.time))
        if left:
            return told, ()
        return _ended(told, "clear", Word(cause.type, "", cause.time), "cleared")

    def acknowledge(self, by: str, note: str, version: int, at: datetime) -> Outcome[Incident]:
        """`by` takes it on. Raises `Refused` (conflict) where it changed since `version`, or is not open."""
        self._still(version, "acknowledge")
        state = MOVES[self.state, "acknowledge"]
        taken = replace(self, state=state, taken=Word(by, note, at), version=self.version + 1)
        event = IncidentAcknowledged(time=at, incident=self.id, by=by, note=note, revision=taken.version)
        return taken, (event,)

    def resolve(self, by: str, note: str, version: int, at: datetime) -> Outcome[Incident]:
        """`by` says that it is over. Raises `Refused` (conflict) where it changed since, or is over."""
        self._still(version, "resolve")
        return _ended(self, "resolve", Word(by, note, at), "person")

    def forgotten(self) -> Incident:
        """What people said of it, and what it quoted, may name somebody: it is let go of. What became of it stays."""
        taken, over = (word and word.forgotten() for word in (self.taken, self.over))
        return replace(self, taken=taken, over=over, detail="")

    def opened(self, at: datetime, *, reopened: bool = False) -> Event:
        return IncidentOpened(
            time=at,
            incident=self.id,
            rule=self.rule,
            subject=self.subject,
            priority=self.priority.value,
            opened_at=self.opened_at,
            members=self.members,
            revision=self.version,
            reopened=reopened,
            drill=self.drill,
        )

    def _still(self, version: int, step: Step) -> None:
        if version != self.version:
            why = f"{self.id} changed since: it is {self.state}, version {self.version}, not {version}"
            raise Refused("conflict", why, "/version")
        if (self.state, step) not in MOVES:
            word = self.over or self.taken
            raise Refused("conflict", f"{self.id} is {self.state}" + (f" by {word.by}" if word else ""))


def open_incident(
    id: str, rule: Rule, priority: Priority, fact: Fact, cause: Cause, *, drill: bool = False
) -> Outcome[Incident]:
    """The first fact of a group: a new incident, unacknowledged."""
    incident = Incident(
        id=id,
        rule=rule.id,
        subject=rule.subject_of(fact),
        group=Group.id_of(rule, fact),
        priority=priority,
        state="open",
        opened_at=cause.time,
        last_at=cause.time,
        version=1,
        count=1,
        members=(rule.member_of(fact),),
        events=(cause,),
        detail=rule.detail_of(fact),
        drill=drill,
    )
    return incident, (incident.opened(cause.time),)


def _ended(incident: Incident, step: Step, word: Word, how: Literal["cleared", "person"]) -> Outcome[Incident]:
    state = MOVES[incident.state, step]
    over = replace(incident, state=state, members=(), over=word, version=incident.version + 1)
    event = IncidentResolved(
        time=word.at,
        incident=incident.id,
        rule=incident.rule,
        subject=incident.subject,
        how=how,
        by=word.by,
        note=word.note,
        revision=over.version,
    )
    return over, (event,)
