"""Brokers are away: commands are answered all the same, the worker says that it is not ready, then all arrives."""

from __future__ import annotations

from collections import Counter

import pytest

from libs.bus.health import BEHIND_SECONDS
from libs.events import read_envelope
from libs.runtime.health import readiness
from libs.runtime.parts.kafka_cluster import KafkaCluster
from libs.testing.history.reader import read_topic
from libs.testing.liveness import five_more_each
from libs.testing.load import Load
from libs.testing.running import Running, until
from libs.testing.toys.counter.events import COUNT
from tests.cluster.brokers import wait_all_in_sync

UNSENT = "unsent_age_seconds"


def says(toys: Running) -> tuple[bool, float]:
    """Whether the counter's worker is ready, and the age of its oldest unsent event."""
    ready, said = readiness(toys.ports["counter", "worker"], 5.0)
    return ready, float(said.get(UNSENT, 0.0))


def too_old(toys: Running) -> bool:
    ready, age = says(toys)
    return not ready and age >= BEHIND_SECONDS


def times_in_topic(load: Load) -> Counter[int]:
    """How many of its events are in the topic how many times: who cannot acknowledge may keep what it is sent."""
    log = read_topic(load.toys.parts.broker.address, COUNT)
    read = (read_envelope(*place, raw.key, raw.value, raw.headers) for place, raws in log.items() for raw in raws)
    return Counter(Counter(event.id for event in read if event.subject in load.done).values())


@pytest.mark.parametrize("away", [2, 3])
def test_away(toys: Running, cluster: KafkaCluster, away: int) -> None:
    wait_all_in_sync(cluster)
    with Load(toys) as load:
        load.wait_booked(20, "it flows")
        for broker in cluster.brokers[:away]:
            broker.kill()
        load.wait_answered(50, "commands are answered")
        young = until(lambda: says(toys)[1], "something is unsent")
        until(lambda: says(toys)[1] > young, "and grows older")
        until(lambda: too_old(toys), "it says that it is not ready")
        toys.kill("counter", "worker")
        toys.start("counter", "worker")
        until(lambda: too_old(toys), "a new worker knows it too")
        load.wait_answered(50, "commands are still answered")
        cluster.start()
        cluster.wait_ready()
        print(f"back: flows in {load.wait_each('all flows again'):.1f} s", flush=True)
    toys.wait_ready()
    five_more_each(toys)
    until(load.all_booked, "all has arrived")
    assert load.breaches(wiped=False) == []
    again = times_in_topic(load)
    print(f"additions: {load.answered}; in the topic so many times: {dict(again)}", flush=True)
    assert sum(events for times, events in again.items() if times > 5) <= COUNT.partitions
