"""The hash by which every Kafka client finds a key's partition (MurmurHash2 by A. Appleby, 32 bits, Kafka's seed).

Here, and not from the client's package, because that loads a tenth of a second of code that an api has no use for.
"""

from __future__ import annotations

from struct import unpack_from

SEED = 0x9747B28C
_M = 0x5BD1E995
_MASK = 0xFFFFFFFF


def murmur2(data: bytes) -> int:
    """The hash of `data`, 0 to 2^32 - 1."""
    length = len(data)
    hash = SEED ^ length
    for word in unpack_from(f"<{length >> 2}I", data):
        mixed = word * _M & _MASK
        hash = (hash * _M ^ (mixed ^ (mixed >> 24)) * _M) & _MASK
    if length & 3:
        hash = (hash ^ int.from_bytes(data[length & ~3 :], "little")) * _M & _MASK
    hash = (hash ^ (hash >> 13)) * _M & _MASK
    return hash ^ (hash >> 15)
