"""Sequenced dead letters of records: written, and settled later in the order of their key."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from libs.bus.plan import Step
from libs.events import Envelope, read_envelope
from libs.events.trace import next_hop
from libs.store import Letter, Unit, letter_events

REASON = 2_000
"""Characters of a reason that are kept."""


def plain(reason: str) -> str:
    """A reason that can be stored whatever raised it, and read by a person."""
    return reason.encode(errors="replace").decode()[:REASON]


def letter_of(step: Step, stream: str, unit: Unit, reason: str, behind: bool, group: str) -> Letter:
    """The letter of one step: the original bytes, why it was refused, and its place in the stream."""
    envelope, raw, reason = step.envelope, step.raw, plain(reason)
    if envelope is not None:
        return Letter(
            id=f"{stream}:{envelope.sequence}".replace("/", ":"), lane="record", stream=stream,
            place=envelope.sequence, key=envelope.subject, type=envelope.type, reason=reason,
            trace=envelope.traceparent, behind=behind, state="waiting", at=unit.now, group=group,
            offset=step.offset - 1, headers=tuple(envelope.headers()), value=envelope.data,
            raw_key=envelope.subject.encode(), time=envelope.time,
        )  # fmt: skip
    if raw is None:
        raise ValueError("a step is an envelope or a raw record")
    seen = hashlib.sha256(repr((raw.key, raw.value, raw.headers)).encode()).hexdigest()[:12]
    return Letter(
        id=f"{stream}@{raw.offset}:{seen}".replace("/", ":"), lane="record", stream=stream, place=raw.offset,
        key="", type=_text(dict(raw.headers).get("ce_type")), reason=reason, trace="", behind=False,
        state="waiting", at=unit.now, group=group, offset=raw.offset, headers=raw.headers,
        value=raw.value or b"", raw_key=raw.key or b"", time=unit.now,
    )  # fmt: skip


def post(unit: Unit, letters: Sequence[Letter]) -> list[Letter]:
    """Keeps letters, and says so of each that does not only wait behind another. Returns those that are new."""
    kept = unit.letters.many(letter.id for letter in letters)
    new = [letter for letter in letters if letter.id not in kept]
    waiting, _ = letter_events(unit.store.service)
    for letter in new:
        said: list[Any] = []
        if not letter.behind:
            said = [
                waiting(
                    time=unit.now, letter=letter.id, stream=letter.stream, subject=letter.key,
                    event_type=letter.type, reason=letter.reason[:500],
                )
            ]  # fmt: skip
        unit.traceparent, unit.hop = letter.trace, next_hop(letter.trace)
        unit.save((letter, said))
    return new


def envelope_of(letter: Letter) -> Envelope:
    """The letter's event again. Raises `Malformed` when it never was one."""
    topic, partition = letter.stream.rsplit("/", 1)
    return read_envelope(topic, int(partition), letter.raw_key, letter.value, letter.headers)


def _text(raw: bytes | None) -> str:
    return (raw or b"").decode(errors="replace")[:200]
