"""Sends numbered events to the broker, in order, and says what was acknowledged.

kafka-python's idempotent producer never sends again after one expired batch, and repeats an old error after a
non-retriable one (`tests/cluster/test_producer_faults.py` shows both): so at the first failure the producer is thrown
away and the caller sends the rest again, with the same numbers, by a new one.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence
from typing import Any

import structlog
from kafka import KafkaProducer
from kafka.errors import KafkaError

from libs.events import Envelope
from libs.runtime.broker_access import BrokerAccess
from libs.store import Port

log = structlog.get_logger()

DELIVERY_MS = 120_000
ACK_SECONDS = 5.0
"""Machine seconds for all acknowledgements of a round. A broker that was wiped would be asked for `DELIVERY_MS`."""
DISCARD_SECONDS = 0.5

Partition = tuple[str, int]


class _Producer(KafkaProducer):
    def discard(self) -> None:
        """Ends it with whatever it still holds.

        `close` raises while something is unsent and leaves the producer's thread running, which goes on to send for
        minutes what another producer has long since sent, and never ends.
        """
        self._sender.force_close()
        self._sender.join(DISCARD_SECONDS)
        self.close(timeout=0)


class Sender:
    """A producer that is replaced whenever it fails. `delivery_ms`: what is not delivered by then expires."""

    def __init__(self, broker: BrokerAccess, client_id: str, port: Port, delivery_ms: int = DELIVERY_MS) -> None:
        self.broker, self.client_id, self.port, self.delivery_ms = broker, client_id, port, delivery_ms
        self.forgotten: set[Partition] = set()
        """Partitions whose offsets went back since they were last looked at: the broker has lost what it held."""
        self._offsets: dict[Partition, int] = {}
        self._producer: _Producer | None = None

    def send(self, events: Sequence[Envelope]) -> dict[Partition, int]:
        """Sends the events in order. Returns each partition's last acknowledged sequence, up to its first failure."""
        acknowledged: dict[Partition, int] = {}
        failed: set[Partition] = set()
        sent: list[tuple[Envelope, Any]] = []
        try:
            producer = self._open()
            sent.extend((event, self.port.call("relay.produce", self._produce, producer, event)) for event in events)
            until = time.monotonic() + ACK_SECONDS
            for event, future in sent:
                place = (event.topic, event.partition)
                if place in failed:
                    continue
                try:
                    kept = self.port.call("relay.ack", future.get, timeout=max(0.0, until - time.monotonic()))
                    acknowledged[place] = event.sequence
                    if 0 <= kept.offset <= self._offsets.get(place, -1):
                        self.forgotten.add(place)
                    self._offsets[place] = kept.offset
                except KafkaError as fault:
                    failed.add(place)
                    log.warning("not acknowledged", topic=event.topic, sequence=event.sequence, why=repr(fault))
        except (KafkaError, ValueError) as fault:  # ValueError: its metadata does not know the partition yet
            log.warning("cannot send", why=repr(fault))
            self.throw_away()
        if failed:
            self.throw_away()
        return acknowledged

    def begin_anew(self, places: Collection[Partition]) -> None:
        """These were made anew by a broker that has lost what they held: where they stood says nothing any more."""
        self.throw_away()
        for place in places:
            self._offsets.pop(place, None)

    def throw_away(self) -> None:
        """Ends this producer; the next send makes a new one."""
        if self._producer is not None:
            producer, self._producer = self._producer, None
            try:
                producer.discard()
            except Exception as fault:  # a broken producer may fail to close: it is given up all the same
                log.warning("producer given up", why=repr(fault))

    def _open(self) -> _Producer:
        if self._producer is None:
            self._producer = self.port.call("relay.connect", self._make)
        return self._producer

    def _make(self) -> _Producer:
        options = self.broker.options
        options["request_timeout_ms"] = min(options["request_timeout_ms"], self.delivery_ms // 2)
        return _Producer(
            **options, client_id=self.client_id, acks="all", enable_idempotence=True,
            allow_auto_create_topics=False, linger_ms=0, batch_size=256_000, max_request_size=1_100_000,
            delivery_timeout_ms=self.delivery_ms, max_block_ms=5_000, metrics_enabled=False,
        )  # fmt: skip

    def _produce(self, producer: _Producer, event: Envelope) -> Any:
        return producer.send(
            event.topic,
            key=event.subject.encode(),
            value=event.data,
            headers=event.headers(),
            partition=event.partition,
        )
