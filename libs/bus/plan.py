"""Plans what a batch of records of one partition amounts to, by sequence: apply, drop, heal, refuse."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from libs.bus.record import Record, RecordAway
from libs.events import Envelope, Malformed, read_envelope, service_of
from libs.store import Store
from libs.store.writes import UNIT_BYTES

NOT_FORGED: Mapping[int, str] = {}


class Stalled(Exception):
    """The partition cannot go on now; what was planned before it stands."""


class Raw(NamedTuple):
    """A record as the broker gave it. `at`: the broker's timestamp, seconds since 1970."""

    offset: int
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes], ...]
    at: float

    @property
    def weight(self) -> int:
        """Bytes, near enough."""
        return len(self.value or b"") + sum([len(value) for _, value in self.headers])


class Step(NamedTuple):
    """One record to apply (`envelope`) or to refuse (`raw` and `reason`). `next`: the sequence expected after it.

    `raw` beside an envelope: as the broker gave it. What came from the source's record has none.
    """

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

    def under(self, sequence: int) -> list[Raw]:
        """The broker's records that were taken for the event with this number."""
        return [step.raw for step in self.steps if step.raw and step.envelope and step.envelope.sequence == sequence]

    def units(self) -> list[list[Step]]:
        """The steps in runs that one transaction can hold, should each of them become a letter."""
        runs: list[list[Step]] = []
        weight = UNIT_BYTES + 1
        for step in self.steps:
            one = step.raw.weight if step.raw else len(step.envelope.data) if step.envelope else 0
            weight += one
            if weight > UNIT_BYTES:
                runs.append([])
                weight = one
            runs[-1].append(step)
        return runs


def unbroken(events: Sequence[Envelope], first: int) -> list[Envelope]:
    """The events from sequence `first` on, up to the first that is missing."""
    return [event for place, event in enumerate(events) if event.sequence == first + place]


def plan(
    store: Store[Any],
    record: Record,
    topic: str,
    partition: int,
    expected: int,
    raws: Sequence[Raw],
    forged: Mapping[int, str] = NOT_FORGED,
) -> Plan:
    """What to do with these records when `expected` is the next sequence.

    `forged`: those that are known to be, by offset, and why. Seen ones are dropped. One that jumps ahead is believed
    only if the source's record confirms it; then what is missing is taken from there, and the plan ends, so that it
    stays small; else it is refused.
    """
    planned = Plan()
    recorded: list[Envelope] = []
    given: int | None = None
    for raw in raws:
        try:
            envelope = read_envelope(topic, partition, raw.key, raw.value, raw.headers)
        except Malformed as fault:
            planned.steps.append(Step(expected, raw.offset + 1, raw=raw, reason=str(fault)))
            continue
        if raw.offset in forged:
            planned.steps.append(Step(expected, raw.offset + 1, raw=raw, reason=forged[raw.offset]))
            store.count("forged_refused")
            continue
        if envelope.sequence < expected:
            store.count("duplicate_dropped")
            continue
        if envelope.sequence == expected:
            expected += 1
            planned.steps.append(Step(expected, raw.offset + 1, envelope=envelope, raw=raw))
            continue
        if given is None or envelope.sequence <= given:
            try:
                recorded, given = record.events(topic, partition, expected, traceparent=envelope.traceparent)
            except RecordAway as fault:
                planned.stalled, planned.whole = str(fault), False
                return planned
        if envelope.sequence > given:  # what the broker holds was numbered before it was read, so one look is enough
            why = f"sequence {envelope.sequence} was never given: {service_of(topic)} is at {given}"
            planned.steps.append(Step(expected, raw.offset + 1, raw=raw, reason=why))
            store.count("forged_refused")
            continue
        planned.whole = False
        missing = unbroken(recorded, expected)
        if not missing:
            held = f"sequence {expected} of {topic}/{partition}"
            planned.stalled = f"{service_of(topic)}'s record does not hold {held}"
            return planned
        store.count("gap_healed_from_record")
        planned.steps += [Step(event.sequence + 1, raw.offset, envelope=event) for event in missing]
        return planned
    return planned
