"""Wiegand 26, format H10301: what a reader sends of a card (domain.md, Access).

26 bits, in the order of the wire: even parity over the first 12 data bits, facility (8), card (16), odd parity over
the last 12 data bits.
"""

from __future__ import annotations

from libs.events import Refused

BITS = 26
HALF = 12
"""Data bits that each parity bit guards."""

FACILITY_BITS, CARD_BITS = 8, 16


def encode(facility: int, card: int) -> str:
    """The 26 bits of a card, as `0` and `1`. Raises `Refused` (invalid): `/facility` above 255, `/card` above 65535."""
    fits = (("/facility", facility, FACILITY_BITS), ("/card", card, CARD_BITS))
    faults = [(at, f"{value} does not fit into {bits} bits") for at, value, bits in fits if not 0 <= value < 2**bits]
    if faults:
        raise Refused.many(faults)
    data = f"{facility:0{FACILITY_BITS}b}{card:0{CARD_BITS}b}"
    return f"{_odd(data[:HALF]):d}{data}{not _odd(data[HALF:]):d}"


def decode(bits: str) -> tuple[int, int]:
    """Facility and card of 26 bits. Raises `Refused` (invalid) with all faults: length, characters, both parities."""
    faults = [*_unreadable(bits)] or [*_damaged(bits)]
    if faults:
        raise Refused.many([("", why) for why in faults])
    data = bits[1:-1]
    return int(data[:FACILITY_BITS], 2), int(data[FACILITY_BITS:], 2)


def _unreadable(bits: str) -> list[str]:
    """What keeps the parities from being looked at."""
    faults = []
    if len(bits) != BITS:
        faults.append(f"{BITS} bits are needed, {len(bits)} were given")
    if strange := sorted(set(bits) - {"0", "1"}):
        faults.append(f"bits are 0 and 1, not {', '.join(map(repr, strange[:5]))}")
    return faults


def _damaged(bits: str) -> list[str]:
    faults = []
    if _odd(bits[: HALF + 1]):
        faults.append("the leading parity bit is wrong: the first 13 bits hold an even number of ones")
    if not _odd(bits[HALF + 1 :]):
        faults.append("the trailing parity bit is wrong: the last 13 bits hold an odd number of ones")
    return faults


def _odd(bits: str) -> bool:
    return bits.count("1") % 2 == 1
