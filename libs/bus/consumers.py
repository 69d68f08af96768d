"""Makes the consumers of a worker's lanes; what differs between brokers is said here and nowhere else."""

from __future__ import annotations

from typing import Literal

from kafka import KafkaConsumer

from libs.runtime.settings import Settings

KAFKA_WAIT_MS = 500
HEARD_WITHIN = 0.3
"""Seconds. The embedded broker does not wake a waiting fetch: the wait is the latency, and the price of it is some 3 ms
of processor a look. A Kafka broker does."""
FETCH_BYTES = 4_000_000
"""Of all partitions: what a backlog costs in memory."""

Lane = Literal["safety", "bulk"]


def make_consumer(settings: Settings, lane: Lane, within: float = HEARD_WITHIN) -> KafkaConsumer:
    """The consumer of a lane, which hears a record `within` so many seconds where the broker wakes nobody.

    Positions are the database's: nothing is committed to the broker.
    """
    wait = round(within * 1000) if settings.broker_kind == "tansu" else KAFKA_WAIT_MS
    return KafkaConsumer(
        **settings.broker_access.options, group_id=None,
        client_id=f"{settings.service}-{lane}", enable_auto_commit=False, auto_offset_reset="earliest",
        max_poll_records=settings.batch, fetch_max_bytes=FETCH_BYTES,
        fetch_max_wait_ms=wait, allow_auto_create_topics=False, metrics_enabled=False,
    )  # fmt: skip
