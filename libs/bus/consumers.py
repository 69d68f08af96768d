"""Makes the consumers of a worker's lanes; what differs between brokers is said here and nowhere else."""

from __future__ import annotations

from typing import Literal

from kafka import KafkaConsumer

from libs.runtime.settings import Settings

SESSION_MS = 6_000
KAFKA_WAIT_MS = 500
TANSU_WAIT_MS = 250
TANSU_URGENT_MS = 20
"""The embedded broker does not wake a waiting fetch: the wait is the latency, and the price. A Kafka broker does."""


def make_consumer(settings: Settings, lane: Literal["safety", "bulk"], urgent: bool) -> KafkaConsumer:
    """A member of the group `<service>.<lane>`. Positions are the database's: nothing is committed to the broker."""
    wait = KAFKA_WAIT_MS
    if settings.broker_kind == "tansu":
        wait = TANSU_URGENT_MS if urgent and lane == "safety" else TANSU_WAIT_MS
    return KafkaConsumer(
        bootstrap_servers=settings.broker, group_id=f"{settings.service}.{lane}",
        client_id=f"{settings.service}-{lane}", enable_auto_commit=False, auto_offset_reset="earliest",
        session_timeout_ms=SESSION_MS, heartbeat_interval_ms=2_000, max_poll_records=settings.batch,
        fetch_max_wait_ms=wait, allow_auto_create_topics=False, bootstrap_timeout_ms=5_000,
        reconnect_backoff_max_ms=1_000, metadata_max_age_ms=5_000, metrics_enabled=False,
    )  # fmt: skip
