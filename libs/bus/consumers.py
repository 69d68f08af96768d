"""Makes the consumers of a worker's lanes; what differs between brokers is said here and nowhere else."""

from __future__ import annotations

from typing import Literal

from kafka import KafkaConsumer

from libs.runtime.settings import Settings

KAFKA_WAIT_MS = 500
TANSU_WAIT_MS = 300
TANSU_URGENT_MS = 60
"""The embedded broker does not wake a waiting fetch: the wait is the latency, and the price. A Kafka broker does."""
FETCH_BYTES = 4_000_000
"""Of all partitions: what a backlog costs in memory."""

Lane = Literal["safety", "bulk"]


def make_consumer(settings: Settings, lane: Lane, urgent: bool) -> KafkaConsumer:
    """The consumer of a lane. Positions are the database's: nothing is committed to the broker."""
    wait = KAFKA_WAIT_MS
    if settings.broker_kind == "tansu":
        wait = TANSU_URGENT_MS if urgent and lane == "safety" else TANSU_WAIT_MS
    return KafkaConsumer(
        **settings.broker_access.options, group_id=None,
        client_id=f"{settings.service}-{lane}", enable_auto_commit=False, auto_offset_reset="earliest",
        max_poll_records=settings.batch, fetch_max_bytes=FETCH_BYTES,
        fetch_max_wait_ms=wait, allow_auto_create_topics=False, metrics_enabled=False,
    )  # fmt: skip
