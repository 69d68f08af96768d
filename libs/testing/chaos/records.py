"""Records that are lost by the broker after it took them, and records that nobody of the platform wrote."""

from __future__ import annotations

import os
import signal
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from kafka import KafkaProducer

from libs.bus.plan import Raw
from libs.events import Envelope
from libs.store import partition_of
from libs.testing.chaos.plan import Round
from libs.testing.chaos.scene import Scene
from libs.testing.history import Removed
from libs.testing.history.lines import Partition
from libs.testing.history.reader import read_topic
from libs.testing.history.remains import Records
from libs.testing.running import until
from libs.testing.toys.counter.events import COUNT, URGENT, Counted

FORGED = "forged-"
FAR = 10_000_000
"""Above every number that a stretch can come to."""


def remove(scene: Scene, round: Round) -> None:
    """The broker has taken records and lost them: what the relay could not send on a dead link is noted as sent.

    The counter's workers are killed meanwhile, or they would send it once the link is good again.
    """
    topic, workers = (COUNT if round.target == "count" else URGENT), scene.workers("counter")
    until(lambda: read_topic(scene.broker.address, topic), "a wiped broker has the topic again")
    with scene.links.spoiled("broker", "timeout", "upstream"):
        if topic is URGENT:
            scene.ring(scene.name("bell"))
        time.sleep(1.5)
        for worker in workers:
            scene.child(worker).kill()
    relay = scene.toys.database("counter").relay
    for (name, partition), raws in without_forged(read_topic(scene.broker.address, topic)).items():
        here, kept = f"{name}/{partition}", max((_sequence(raw) for raw in raws), default=0)
        counter = relay.find_one({"_id": here})
        if counter and kept:
            lost = range(kept + 1, counter["next"])
            scene.removed += [Removed(topic=name, partition=partition, sequence=sequence) for sequence in lost]
            relay.update_one({"_id": here}, {"$max": {"sent": counter["next"] - 1}})
    scene.start(*workers)


def without_forged(log: Records) -> dict[Partition, list[Raw]]:
    """A log as the relay wrote it."""
    return {place: [raw for raw in raws if not _is_forged(raw)] for place, raws in log.items()}


def _is_forged(raw: Raw) -> bool:
    return dict(raw.headers)["ce_id"].startswith(FORGED.encode())


def _sequence(raw: Raw) -> int:
    return int(dict(raw.headers)["ce_sequence"])


def forge(scene: Scene, round: Round) -> None:
    """Somebody else writes to the topic: a number that was never given, bytes that are no event, an old record again.

    The relays stand still meanwhile: on the embedded broker a second producer makes readers skip what is written at
    the same time.
    """
    key = scene.name("forged")
    partition = partition_of(key, COUNT.partitions)
    event = Counted(time=scene.toys.now(), count=key, by=1, total=1, place=1)
    forged = Envelope(
        id=f"{FORGED}{uuid.uuid4().hex}", source=COUNT.source, type=event.type, subject=key, time=event.time,
        sequence=FAR, topic=COUNT.name, partition=partition, data=event.encode(),
    )  # fmt: skip
    headers = forged.headers()
    if round.target == "bytes":
        headers = [(name, raw) for name, raw in headers if name != "ce_sequence"]
    if round.target == "again":
        headers = [(name, b"1" if name == "ce_sequence" else raw) for name, raw in headers]
    with _still(scene):
        producer = KafkaProducer(bootstrap_servers=scene.broker.address, allow_auto_create_topics=False)
        try:
            sent = producer.send(COUNT.name, partition=partition, key=key.encode(), value=forged.data, headers=headers)
            sent.get(timeout=10)
        finally:
            producer.close(timeout=1)
        time.sleep(1.0)


@contextmanager
def _still(scene: Scene) -> Iterator[None]:
    """The counter's workers stand still within the block."""
    pids = [pid for worker in scene.workers("counter") if (pid := scene.child(worker).pid)]
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)
