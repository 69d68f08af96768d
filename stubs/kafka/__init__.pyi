# What is used of kafka-python 3.0.12, which carries no types: where its classes are. Their methods are not described.
from typing import Any, NamedTuple

from kafka.admin import KafkaAdminClient as KafkaAdminClient

class TopicPartition(NamedTuple):
    topic: str
    partition: int

class KafkaConsumer:
    def __init__(self, *topics: str, **config: Any) -> None: ...
    def __getattr__(self, name: str) -> Any: ...

class KafkaProducer:
    def __init__(self, **config: Any) -> None: ...
    def __getattr__(self, name: str) -> Any: ...
