"""The hash by which every Kafka client finds a key's partition (MurmurHash2 by A. Appleby, 32 bits, Kafka's seed).

Here, and not from the client's package, because that loads a tenth of a second of code that an api has no use for.
"""

from __future__ import annotations

from functools import lru_cache

SEED = 0x9747B28C
_M = 0x5BD1E995
_MASK = 0xFFFFFFFF


@lru_cache(maxsize=4_096)
def murmur2(data: bytes) -> int:
    """The hash of `data`, 0 to 2^32 - 1."""
    length = len(data)
    hash = SEED ^ length
    whole = length & ~3
    for place in range(0, whole, 4):
        word = int.from_bytes(data[place : place + 4], "little") * _M & _MASK
        word = (word ^ (word >> 24)) * _M & _MASK
        hash = (hash * _M & _MASK) ^ word
    if length > whole:
        hash = (hash ^ int.from_bytes(data[whole:], "little")) * _M & _MASK
    hash = (hash ^ (hash >> 13)) * _M & _MASK
    return hash ^ (hash >> 15)
