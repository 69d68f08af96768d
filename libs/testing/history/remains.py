"""Turns what is left after a drain into a history: the outbox, the log, positions, letters, and the effects.

What none of them keeps is not known: epochs, the fences of single commits, units that were aborted.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from libs.bus.plan import Raw
from libs.events import Envelope, Malformed, Topic, read_envelope, replace
from libs.store import envelopes, partition_of
from libs.store.pages import Page
from libs.testing.history.lines import (
    Applied,
    Committed,
    Expired,
    Fact,
    Intended,
    Kept,
    Line,
    Numbered,
    Partition,
    Published,
    Stood,
    Wiped,
)

Document = dict[str, Any]
PlaceOf = Callable[[Envelope], int]
Records = Mapping[Partition, Sequence[Raw]]
Effect = tuple[str, int]
"""Key, place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remains:
    """What is left of one topic, from its source to one consumer.

    `outbox`: the source's pages. `log`: what the broker holds, by partition. `positions`, `letters`: the consumer's
    documents, of any topic. `effects`: what the consumer has heard, per key in the order in which it heard it.
    `asked`: all that callers asked for of a key, and whether they were told that it is done. A key that is not named
    here may hold anything. `wiped`: the broker has forgotten the topic at least once. `expired`: what the events said
    whose time was over, by partition and number.
    """

    topic: Topic
    consumer: str
    outbox: Sequence[Page]
    log: Records
    positions: Sequence[Document]
    letters: Sequence[Document]
    effects: Sequence[Effect]
    asked: Mapping[Effect, bool] = field(default_factory=dict)
    wiped: bool = False
    expired: Mapping[tuple[int, int], Envelope] = field(default_factory=dict)


def place_in_data(event: Envelope) -> int:
    """The place of a fact that says it itself, in a field `place`. Raises `KeyError` when it does not."""
    return int(msgspec.json.decode(event.data)["place"])


def history_of(left: Remains, place_of: PlaceOf = place_in_data) -> list[Line]:
    """The history that leaves these remains."""
    topic, said = left.topic, list(_said(left, place_of))
    numbered = [_numbered(event, line) for event, line in said if event.sequence]
    lines: list[Line] = [
        Intended(topic=topic.name, key=key, place=place, acknowledged=told) for (key, place), told in left.asked.items()
    ]
    lines += [line for _, line in said]
    lines += numbered
    lines += [Wiped(topic=topic.name)] if left.wiped else []
    lines += _published(left, {event.id: line for event, line in said})
    lines += [Expired(topic=topic.name, partition=partition, sequence=number) for partition, number in left.expired]
    lines += _applied(left, {line.fact: line for line in numbered})
    lines += _kept(left, {(f"{line.topic}/{line.partition}", line.sequence): line for line in numbered})
    lines += _stood(left)
    return lines


def hash_of(event: Envelope) -> str:
    """Of everything that is published of an event but its number."""
    headers = [header for header in event.headers() if header[0] != "ce_sequence"]
    return hashlib.sha256(repr((headers, event.data)).encode()).hexdigest()[:16]


def _said(left: Remains, place_of: PlaceOf) -> Iterator[tuple[Envelope, Committed]]:
    """Every event of the outbox's pages, as it was; its sequence is 0 while its page has no number."""
    for page in left.outbox:
        stamp, unit, _ = page["_id"].split("-")
        for found in envelopes({"first": 1, **page}):
            event = _as_it_was(left, found)
            numbered = event if "first" in page else replace(event, sequence=0)
            line = Committed(
                topic=event.topic, partition=event.partition, key=event.subject, place=place_of(event),
                unit=unit, stamp=int(stamp),
            )  # fmt: skip
            yield numbered, line


def _numbered(event: Envelope, line: Committed) -> Numbered:
    return Numbered(
        topic=line.topic, partition=line.partition, key=line.key, place=line.place, unit=line.unit,
        sequence=event.sequence, hash=hash_of(event),
    )  # fmt: skip


def _as_it_was(left: Remains, event: Envelope) -> Envelope:
    """The event; where it is what is left of one, and rightly so, that one."""
    original = left.expired.get((event.partition, event.sequence)) if event.is_expired else None
    return original if original is not None and original.says_what(event) else event


def _published(left: Remains, said: Mapping[str, Committed]) -> Iterator[Published]:
    """Every record of a log that is an event. `said`: what was committed, by the event's id.

    One that is no event of the platform is no fact of anybody: if it stands in the place of one, that one is missing.
    """
    for (topic, partition), raws in left.log.items():
        for raw in raws:
            try:
                event = _as_it_was(left, read_envelope(topic, partition, raw.key, raw.value, raw.headers))
            except Malformed:
                continue
            line = said.get(event.id)
            yield Published(
                topic=topic, partition=partition, sequence=event.sequence, hash=hash_of(event), key=event.subject,
                place=line.place if line else 0, unit=line.unit if line else "",
            )  # fmt: skip


def _applied(left: Remains, numbers: Mapping[Fact, Numbered]) -> Iterator[Applied]:
    for key, place in left.effects:
        line = numbers.get((left.topic.name, key, place))
        yield Applied(
            topic=left.topic.name, key=key, place=place, consumer=left.consumer, unit=line.unit if line else "",
            partition=partition_of(key, left.topic.partitions), sequence=line.sequence if line else 0,
        )  # fmt: skip


def _kept(left: Remains, numbers: Mapping[tuple[str, int], Numbered]) -> Iterator[Kept]:
    """Letters that hold a numbered event and were not applied since. `numbers`: by stream and sequence."""
    for letter in left.letters:
        line = numbers.get((letter["stream"], letter["place"]))
        if line and letter["key"] == line.key and letter["state"] != "applied":
            yield Kept(
                topic=line.topic, partition=line.partition, key=line.key, place=line.place, unit=line.unit,
                sequence=line.sequence, consumer=left.consumer, discarded=letter["state"] == "discarded",
            )  # fmt: skip


def _stood(left: Remains) -> Iterator[Stood]:
    """Where the consumer stands in every partition of the topic; one that it never took stands at 1."""
    stored = {document["_id"]: document["next"] for document in left.positions}
    for partition in range(left.topic.partitions):
        following = stored.get(f"{left.topic.name}/{partition}", 1)
        yield Stood(consumer=left.consumer, topic=left.topic.name, partition=partition, next=following)
