"""A key must land where every other Kafka client puts it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from kafka.partitioner.default import murmur2 as of_the_client

from libs.store.murmur2 import murmur2


@given(st.binary(max_size=80))
def test_as_the_client_computes_it(data: bytes) -> None:
    assert murmur2(data) == of_the_client(data) & 0xFFFFFFFF
