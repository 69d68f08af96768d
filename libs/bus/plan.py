"""Plans what a batch of records of one partition amounts to, by sequence: apply, drop, heal, refuse."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from libs.bus.record import Record, RecordAway
from libs.events import Envelope, Malformed, read_envelope, service_of
from libs.store import Store

PLAN_EVENTS = 2_000


class Stalled(Exception):
    """The partition cannot go on now; what was planned before it stands."""


class Raw(NamedTuple):
    """A record as the broker gave it. `at`: the broker's timestamp, seconds since 1970."""

    offset: int
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes], ...]
    at: float


class Step(NamedTuple):
    """One record to apply (`envelope`) or to refuse (`raw` and `reason`). `next`: the sequence expected after it."""

    next: int
    offset: int
    envelope: Envelope | None = None
    raw: Raw | None = None
    reason: str = ""


@dataclass(slots=True)
class Plan:
    """`stalled`: why it ends before the last record, if it does; `whole`: no record is left over."""

    steps: list[Step] = field(default_factory=list)
    whole: bool = True
    stalled: str = ""


def unbroken(events: Sequence[Envelope], first: int) -> list[Envelope]:
    """The events from sequence `first` on, up to the first that is missing."""
    return [event for place, event in enumerate(events) if event.sequence == first + place]


def plan(store: Store[Any], record: Record, topic: str, partition: int, expected: int, raws: Sequence[Raw]) -> Plan:
    """What to do with these records when `expected` is the next sequence.

    Seen ones are dropped. One that jumps ahead is believed only if the source's record confirms it; then what is
    missing is taken from there; else it is refused.
    """
    planned = Plan()
    for raw in raws:
        try:
            envelope = read_envelope(topic, partition, raw.key, raw.value, raw.headers)
        except Malformed as fault:
            planned.steps.append(Step(expected, raw.offset + 1, raw=raw, reason=str(fault)))
            continue
        if envelope.sequence < expected:
            store.count("duplicate_dropped")
            continue
        if envelope.sequence > expected:
            try:
                recorded, last = record.events(topic, partition, expected, traceparent=envelope.traceparent)
            except RecordAway as fault:
                planned.stalled, planned.whole = str(fault), False
                return planned
            if last < envelope.sequence:
                why = f"sequence {envelope.sequence} was never given: {service_of(topic)} is at {last}"
                planned.steps.append(Step(expected, raw.offset + 1, raw=raw, reason=why))
                store.count("forged_refused")
                continue
            missing = unbroken(recorded, expected)
            if not missing:
                planned.stalled = (
                    f"{service_of(topic)}'s record does not hold sequence {expected} of {topic}/{partition}"
                )
                planned.whole = False
                return planned
            store.count("gap_healed_from_record")
            for event in missing:
                expected = event.sequence + 1
                planned.steps.append(Step(expected, raw.offset, envelope=event))
            if expected <= envelope.sequence or len(planned.steps) > PLAN_EVENTS:
                planned.whole = False
                return planned
            continue
        expected += 1
        planned.steps.append(Step(expected, raw.offset + 1, envelope=envelope))
    return planned
