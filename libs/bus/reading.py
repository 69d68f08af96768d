"""Reads the events of records: decoded for each handler, or the reason why they cannot be."""

from __future__ import annotations

from typing import Any

from libs.bus.handlers import Handler, Handlers
from libs.bus.plan import Stalled, Step
from libs.bus.record import Record, RecordAway
from libs.events import Envelope
from libs.store import Store

Read = tuple[Step, list[tuple[Handler, Any]], str]
"""A step, what each handler is given, and why it is refused."""


class Reader:
    """For the handlers of one worker. `known`: the types that are published, by topic."""

    def __init__(self, store: Store[Any], handlers: Handlers, record: Record, known: dict[str, set[str]]) -> None:
        self.store, self.handlers, self.record, self.known = store, handlers, record, known

    def read(self, step: Step) -> Read:
        """The step with its events decoded; the reason when they cannot be."""
        envelope = step.envelope
        if envelope is None:
            return step, [], step.reason
        if self.known and not self._is_published(envelope):
            return step, [], f"no event {envelope.type} is published on {envelope.topic}"
        if unread := self.handlers.unread(envelope.type):
            self.store.count("other_version_refused")
            return step, [], unread
        try:
            return step, [(handler, handler.read(envelope)) for handler in self.handlers.of(envelope.type)], ""
        except Exception as fault:  # whatever an upcast raises, the stream goes on
            return step, [], f"the data is not a {envelope.type}: {type(fault).__name__}: {fault}"

    def _is_published(self, envelope: Envelope) -> bool:
        """By the contracts (on a topic that has none, what is listened to by name is), else by the source's record.

        A source may be newer than this process and publish what its contracts do not know: that is nobody's fault.
        It is passed over, unless another version of it is heard here. What is left of an event that has expired is
        never believed without asking: it would hide the event. Raises `Stalled` while nobody can be asked.
        """
        known = self.known.setdefault(envelope.topic, set(self.handlers.by_type))
        if envelope.type in known:
            return True
        try:
            said = self.record.event(envelope.topic, envelope.partition, envelope.sequence, envelope.traceparent)
        except RecordAway as fault:
            raise Stalled(str(fault)) from fault
        if said is None or not said.says_what(envelope):
            return False
        if envelope.is_expired:
            self.store.count("expired_passed_over")
            return True
        if not self.handlers.unread(envelope.type):
            self.store.count("newer_type_passed_over")
        known.add(envelope.type)
        return True
