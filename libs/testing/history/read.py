"""Reads the history of one topic from real databases and a broker, after a drain."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC

from bson.codec_options import CodecOptions
from pymongo.database import Database

from libs.events import Envelope, Topic
from libs.testing.history.lines import Line
from libs.testing.history.remains import Document, Effect, PlaceOf, Records, Remains, history_of, place_in_data


def read_history(
    topic: Topic,
    source: Database[Document],
    consumer: Database[Document],
    log: Records,
    effects: Iterable[Effect],
    *,
    asked: Mapping[Effect, bool] | None = None,
    place_of: PlaceOf = place_in_data,
    wiped: bool = False,
    expired: Mapping[tuple[int, int], Envelope] | None = None,
) -> list[Line]:
    """What happened to the facts of `topic` from `source` to `consumer`; `Remains` says what each argument is.

    `log` is `read_topic(broker, topic)`, read after the last event was sent. `place_of` says which place of its key a
    fact has. The consumer goes by its database's name.
    """
    left = Remains(
        topic=topic,
        consumer=consumer.name,
        outbox=_documents(source, "outbox", {"topic": topic.name}),
        log=log,
        positions=_documents(consumer, "positions", {}),
        letters=_documents(consumer, "letters", {"lane": "record"}),
        effects=list(effects),
        asked=asked or {},
        wiped=wiped,
        expired=expired or {},
    )
    return history_of(left, place_of)


def _documents(database: Database[Document], name: str, filter: Document) -> list[Document]:
    """With times in UTC, whatever the caller's connection is set to."""
    aware: CodecOptions[Document] = CodecOptions(tz_aware=True, tzinfo=UTC)
    return list(database.get_collection(name, codec_options=aware).find(filter).sort("_id"))
