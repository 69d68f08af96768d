"""Reads the history of one topic from what is left after a drain: the outbox, the log, the position, the effects.

What the databases do not keep is not known here: epochs, the fences of single commits, units that were aborted.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC
from typing import Any

import msgspec
from bson.codec_options import CodecOptions
from pymongo.database import Database

from libs.bus.plan import Raw
from libs.events import Envelope, Malformed, Topic, read_envelope
from libs.store import envelopes, partition_of
from libs.store.pages import Page
from libs.testing.history.lines import (
    Applied,
    Committed,
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


def place_in_data(event: Envelope) -> int:
    """The place of a fact that says it itself, in a field `place`. Raises `KeyError` when it does not."""
    return int(msgspec.json.decode(event.data)["place"])


def read_history(
    topic: Topic,
    source: Database[Document],
    consumer: Database[Document],
    records: Records,
    effects: Iterable[Effect],
    *,
    acknowledged: Iterable[Effect] = (),
    place_of: PlaceOf = place_in_data,
    wiped: bool = False,
) -> list[Line]:
    """The history of `topic`, drained, from `source` to `consumer`.

    `records`: what the log holds, as `read_topic` returns it. `effects`: what the consumer has heard, per key in the
    order in which it heard it. `acknowledged`: what callers were told is done. `wiped`: the broker has forgotten at
    least once, and the log may begin at any number.
    """
    pages = _documents(source, "outbox", {"topic": topic.name}, "_id")
    said = list(from_outbox(pages, place_of))
    units = {event.id: line for event, line in said}
    numbered = [number for event, line in said if (number := _number(event, line)) is not None]
    lines: list[Line] = [
        Intended(topic=topic.name, key=key, place=place, acknowledged=True) for key, place in acknowledged
    ]
    lines += [line for _, line in said]
    lines += numbered
    lines += [Wiped(topic=topic.name)] if wiped else []
    lines += from_log(records, units)
    lines += from_effects(topic, consumer.name, effects, numbered)
    lines += from_letters(consumer.name, _documents(consumer, "letters", {"lane": "record"}, "_id"), numbered)
    lines += from_positions(topic, consumer.name, _documents(consumer, "positions", {}, "_id"))
    return lines


def hash_of(event: Envelope) -> str:
    """Of everything that is published of an event but its number."""
    headers = [header for header in event.headers() if header[0] != "ce_sequence"]
    return hashlib.sha256(repr((headers, event.data)).encode()).hexdigest()[:16]


def from_outbox(pages: Iterable[Page], place_of: PlaceOf) -> Iterator[tuple[Envelope, Committed]]:
    """Every event of the outbox's pages; its sequence is 0 while its page has no number."""
    for page in pages:
        stamp, unit, _ = page["_id"].split("-")
        for event in envelopes({"first": 1, **page}):
            numbered = event if "first" in page else msgspec.structs.replace(event, sequence=0)
            line = Committed(
                topic=event.topic, partition=event.partition, key=event.subject, place=place_of(event),
                unit=unit, stamp=int(stamp),
            )  # fmt: skip
            yield numbered, line


def _number(event: Envelope, line: Committed) -> Numbered | None:
    if not event.sequence:
        return None
    return Numbered(
        topic=line.topic, partition=line.partition, key=line.key, place=line.place, unit=line.unit,
        sequence=event.sequence, hash=hash_of(event),
    )  # fmt: skip


def from_log(records: Records, said: Mapping[str, Committed]) -> Iterator[Published]:
    """Every record of a log that is an event. `said`: what was committed, by the event's id.

    One that is no event of the platform is no fact of anybody: if it stands in the place of one, that one is missing.
    """
    for (topic, partition), raws in records.items():
        for raw in raws:
            try:
                event = read_envelope(topic, partition, raw.key, raw.value, raw.headers)
            except Malformed:
                continue
            line = said.get(event.id)
            yield Published(
                topic=topic, partition=partition, sequence=event.sequence, hash=hash_of(event), key=event.subject,
                place=line.place if line else 0, unit=line.unit if line else "",
            )  # fmt: skip


def from_effects(
    topic: Topic, consumer: str, effects: Iterable[Effect], numbered: Iterable[Numbered]
) -> Iterator[Applied]:
    numbers = {(line.key, line.place): line for line in numbered}
    for key, place in effects:
        line = numbers.get((key, place))
        yield Applied(
            topic=topic.name, key=key, place=place, consumer=consumer, unit=line.unit if line else "",
            partition=partition_of(key, topic.partitions), sequence=line.sequence if line else 0,
        )  # fmt: skip


def from_letters(consumer: str, letters: Iterable[Document], numbered: Iterable[Numbered]) -> Iterator[Kept]:
    """Letters that hold a numbered event and were not applied since."""
    numbers = {f"{line.topic}/{line.partition}:{line.sequence}": line for line in numbered}
    for letter in letters:
        line = numbers.get(f"{letter['stream']}:{letter['place']}")
        if line and letter["key"] == line.key and letter["state"] != "applied":
            yield Kept(
                topic=line.topic, partition=line.partition, key=line.key, place=line.place, unit=line.unit,
                sequence=line.sequence, consumer=consumer, discarded=letter["state"] == "discarded",
            )  # fmt: skip


def from_positions(topic: Topic, consumer: str, positions: Iterable[Document]) -> Iterator[Stood]:
    """Where the consumer stands in every partition of the topic; one that it never took stands at 1."""
    stored = {document["_id"]: document["next"] for document in positions}
    for partition in range(topic.partitions):
        following = stored.get(f"{topic.name}/{partition}", 1)
        yield Stood(consumer=consumer, topic=topic.name, partition=partition, next=following)


def _documents(database: Database[Document], name: str, filter: Document, by: str) -> Iterator[Document]:
    """Times come back in UTC, whatever the caller's connection is set to."""
    aware: CodecOptions[Document] = CodecOptions(tz_aware=True, tzinfo=UTC)
    yield from database.get_collection(name, codec_options=aware).find(filter).sort(by)
