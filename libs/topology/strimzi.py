"""Topics and users of the cluster `chapelle`, as the resources of Strimzi's topic and user operators."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from libs.events import Topic
from libs.runtime.broker_access import MECHANISM
from libs.runtime.topology import broker_user_of
from libs.topology.estate import Estate
from libs.topology.kafka import rights_of
from libs.topology.kubernetes import Resource, resource, written
from libs.topology.owned import Owned

API = "kafka.strimzi.io/v1"
CLUSTER = {"strimzi.io/cluster": "chapelle"}
COPIES, IN_SYNC = 3, 2
"""One broker may be away and nothing waits."""
RETENTION = timedelta(days=7)
"""The record keeps what was told; the broker has long let go of it when it expires there."""


def strimzi(estate: Estate) -> str:
    """Every topic of every service, then a user each."""
    return written(_resources(estate))


def _resources(estate: Estate) -> Iterator[Resource]:
    for service in estate.services:
        yield from map(_topic, service.topics)
    yield from map(_user, estate.services)


def _topic(topic: Topic) -> Resource:
    config = {"min.insync.replicas": IN_SYNC, "retention.ms": RETENTION // timedelta(milliseconds=1)}
    spec = {"partitions": topic.partitions, "replicas": COPIES, "config": config}
    return resource(API, "KafkaTopic", topic.name, spec, CLUSTER)


def _user(service: Owned) -> Resource:
    acls = [
        {
            "resource": {"type": "topic", "name": right.name, "patternType": _PATTERN[right.pattern]},
            "operations": list(right.operations),
            "host": "*",
        }
        for right in rights_of(service)
    ]
    spec = {
        "authentication": {"type": MECHANISM.lower()},
        "authorization": {"type": "simple", "acls": acls},
    }
    return resource(API, "KafkaUser", broker_user_of(service.name), spec, CLUSTER)


_PATTERN = {"literal": "literal", "prefixed": "prefix"}
