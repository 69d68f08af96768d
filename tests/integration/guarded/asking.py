"""What one may ask of a broker, by its protocol: what it answers itself, not what a client makes of that.

A client that may not see a topic looks for its leader until its time is over, or says that it is not let in, by what it
happens to know already; and a read that is refused gives it no records, and no error. The answer always says it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any

from kafka import KafkaAdminClient
from kafka.protocol.admin import (
    AlterUserScramCredentialsRequest,
    CreateAclsRequest,
    CreatePartitionsRequest,
    CreateTopicsRequest,
    DeleteAclsRequest,
    DeleteGroupsRequest,
    DeleteRecordsRequest,
    DeleteTopicsRequest,
    DescribeAclsRequest,
    DescribeConfigsRequest,
    DescribeGroupsRequest,
    IncrementalAlterConfigsRequest,
)
from kafka.protocol.consumer import (
    FetchRequest,
    JoinGroupRequest,
    ListOffsetsRequest,
    OffsetCommitRequest,
    OffsetFetchRequest,
    OffsetForLeaderEpochRequest,
)
from kafka.protocol.metadata import FindCoordinatorRequest, MetadataRequest
from kafka.protocol.producer import InitProducerIdRequest, ProduceRequest
from kafka.record.memory_records import MemoryRecordsBuilder

from libs.runtime.broker_access import BrokerAccess

TOPIC_REFUSED, GROUP_REFUSED, CLUSTER_REFUSED, TRANSACTION_REFUSED = 29, 30, 31, 53
NODE = 1
TOPIC, WAIT_MS = 2, 3_000

Way = Callable[[str], Any]
"""The request about what has this name."""


def _records() -> bytes:
    builder = MemoryRecordsBuilder(2, 0, 10_000)
    builder.append(None, b"key", b"value", [])
    builder.close()
    return bytes(builder.buffer())


READS: dict[str, Way] = {
    "see": lambda name: MetadataRequest(
        topics=[MetadataRequest.MetadataRequestTopic(name=name)], allow_auto_topic_creation=False, max_version=8
    ),
    "offsets": lambda name: ListOffsetsRequest(isolation_level=0, topics=[(name, [(0, -1, -1)])], max_version=5),
    "records": lambda name: FetchRequest(
        max_wait_ms=0, min_bytes=0, max_bytes=1_000_000, isolation_level=0, session_id=0, session_epoch=-1,
        topics=[(name, [(0, -1, 0, -1, 1_000_000)])], forgotten_topics_data=[], rack_id="", max_version=11,
    ),
    "leaders": lambda name: OffsetForLeaderEpochRequest(topics=[(name, [(0, -1, 0)])], max_version=3),
    "settings": lambda name: DescribeConfigsRequest(resources=[(TOPIC, name, None)], max_version=3),
}  # fmt: skip
WRITES: dict[str, Way] = {
    "write": lambda name: ProduceRequest(
        transactional_id=None, acks=-1, timeout_ms=WAIT_MS, topic_data=[(name, [(0, _records())])], max_version=7
    ),
    "make": lambda name: CreateTopicsRequest(topics=[(name, 1, 1, [], [])], timeout_ms=WAIT_MS, max_version=4),
    "unmake": lambda name: DeleteTopicsRequest(topic_names=[name], timeout_ms=WAIT_MS, max_version=4),
    "empty": lambda name: DeleteRecordsRequest(topics=[(name, [(0, -1)])], timeout_ms=WAIT_MS, max_version=1),
    "divide": lambda name: CreatePartitionsRequest(topics=[(name, 9, None)], timeout_ms=WAIT_MS, max_version=1),
    "set": lambda name: IncrementalAlterConfigsRequest(
        resources=[(TOPIC, name, [("retention.ms", 0, "1")])], validate_only=False, max_version=0
    ),
}  # fmt: skip
GROUPS: dict[str, Way] = {
    "find": lambda name: FindCoordinatorRequest(key=name, key_type=0, max_version=3),
    "join": lambda name: JoinGroupRequest(
        group_id=name, session_timeout_ms=6_000, rebalance_timeout_ms=6_000, member_id="", protocol_type="consumer",
        protocols=[("range", b"")], max_version=3,
    ),
    "see": lambda name: DescribeGroupsRequest(groups=[name], max_version=3),
    "positions": lambda name: OffsetFetchRequest(group_id=name, topics=None, max_version=5),
    "move": lambda name: OffsetCommitRequest(
        group_id=name, generation_id_or_member_epoch=-1, member_id="",
        topics=[("chapelle.access.door.v1", [(0, 0, -1, "")])], max_version=6,
    ),
    "end": lambda name: DeleteGroupsRequest(groups_names=[name], max_version=1),
}  # fmt: skip
THE_BROKERS: dict[str, Way] = {
    "see rights": lambda _: DescribeAclsRequest(
        resource_type_filter=1, resource_name_filter=None, pattern_type_filter=1, principal_filter=None,
        host_filter=None, operation=1, permission_type=1, max_version=1,
    ),
    "take a right": lambda name: CreateAclsRequest(
        creations=[(TOPIC, "chapelle.", 4, f"User:{name}", "*", 2, 3)], max_version=1
    ),
    "end rights": lambda _: DeleteAclsRequest(filters=[(1, None, 1, None, None, 1, 1)], max_version=1),
    "make a user": lambda _: AlterUserScramCredentialsRequest(
        deletions=[], upsertions=[("eve", 2, 4096, b"salt", b"word" * 16)]
    ),
}  # fmt: skip
TRANSACTIONS: dict[str, Way] = {
    "begin": lambda name: InitProducerIdRequest(
        transactional_id=name, transaction_timeout_ms=10_000, max_version=1
    ),
}  # fmt: skip


@contextmanager
def asker(access: BrokerAccess) -> Iterator[Callable[[Any], set[int]]]:
    """Somebody who asks the broker, and tells every error code of its answer."""
    with closing(KafkaAdminClient(**access.options)) as client:
        yield lambda request: set(_codes(client._manager.run(client._manager.send, request, NODE).to_dict())) - {0}


def _codes(said: Any) -> Iterator[int]:
    if isinstance(said, dict):
        for name, value in said.items():
            if name == "error_code":
                yield int(value)
            else:
                yield from _codes(value)
    elif isinstance(said, list):
        for one in said:
            yield from _codes(one)
