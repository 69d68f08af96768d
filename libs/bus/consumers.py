"""Makes the consumers of a worker's lanes; what differs between brokers is said here and nowhere else."""

from __future__ import annotations

from typing import Literal

from kafka import KafkaConsumer

from libs.runtime.settings import Settings

SESSION_MS = 6_000
TANSU_WAIT_MS = {"safety": 10, "bulk": 250}
"""The embedded broker does not wake a waiting fetch: the wait is the latency. A Kafka broker wakes it at once."""


def make_consumer(settings: Settings, lane: Literal["safety", "bulk"]) -> KafkaConsumer:
    """A member of the group `<service>.<lane>`. Positions are the database's: nothing is committed to the broker."""
    wait = TANSU_WAIT_MS[lane] if settings.broker_kind == "tansu" else 500
    return KafkaConsumer(
        bootstrap_servers=settings.broker, group_id=f"{settings.service}.{lane}",
        client_id=f"{settings.service}-{lane}", enable_auto_commit=False, auto_offset_reset="earliest",
        session_timeout_ms=SESSION_MS, heartbeat_interval_ms=2_000, max_poll_records=settings.batch,
        fetch_max_wait_ms=wait, allow_auto_create_topics=False, bootstrap_timeout_ms=5_000,
        reconnect_backoff_max_ms=1_000, metadata_max_age_ms=5_000, metrics_enabled=False,
    )  # fmt: skip
