"""Histories as tales: one row a happening, the time on its left.

    09:00  intended  u1      a1 b1        unit u1 set out to say place 1 of key a, and place 1 of key b
    09:00  answered  u1      a1 b1        the same, and its caller was told that it is done
    09:01  committed u1      a1 b1        (`committed u1@7`: with stamp 7; else stamps grow with the rows)
    09:02  numbered  e1      1=a1 2=b1    by the owner of epoch 1
    09:03  published e1      1=a1 2=b1!   2 with other bytes
    09:04  applied   ledger  1=a1 2=b1    in one commit of which no position is known
    09:04  applied   ledger[1,3) 1=a1 2=b1   in the commit that moved the position from 1 to 3
    09:05  kept      ledger  2=b1         as a dead letter; `discarded` likewise
    09:06  stood     ledger  3            expecting number 3
    09:07  wiped     broker
    09:08  removed   broker  3 4          it has lost 3 and 4, which it was sent
    09:09  expired   source  1            it has let go of what 1 said

A fact may name its unit: `1=a1/u9`. What stands behind `--` is said to the reader alone. Everything is in partition 0
of one topic.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from libs.testing.history import (
    Applied,
    Committed,
    Expired,
    Intended,
    Kept,
    Line,
    Numbered,
    Published,
    Removed,
    Stood,
    Wiped,
    check,
)

TOPIC = "chapelle.counter.count.v1"

_ITEM = re.compile(r"(?:(?P<number>\d+)=)?(?P<key>[a-z])(?P<place>\d+)(?P<other>!?)(?:/(?P<unit>\w+))?")
_WHO = re.compile(r"(?P<name>[a-z]+\d*)(?:@(?P<stamp>\d+)|\[(?P<low>\d+),(?P<high>\d+)\))?")


def told(tale: str) -> list[Line]:
    """The history of a tale."""
    rows = [row.split("--")[0].split() for row in tale.strip().splitlines()]
    return [line for stamp, (_, act, who, *items) in enumerate(rows) for line in _lines(stamp, act, who, items)]


Told = tuple[str, list[tuple[str, str]]]
"""A tale, and what is found in it."""


def by_name(kinds: Mapping[str, Mapping[str, Told]]) -> dict[str, Told]:
    """All tales of all kinds, each under its kind and how it shows."""
    return {f"{kind}: {how}": told for kind, ways in kinds.items() for how, told in ways.items()}


def breaches(tale: str) -> list[tuple[str, str]]:
    """Kind and place of everything that is found in a tale; the topic's name is left out."""
    found = check(told(tale))
    return [(str(breach.kind), breach.where.removeprefix(TOPIC).strip()) for breach in found]


def _lines(stamp: int, act: str, who: str, items: list[str]) -> Iterator[Line]:
    by = _match(_WHO, who)
    name = by["name"]
    if act in ("wiped", "removed", "expired", "stood"):
        yield from _of_topic(act, name, items)
        return
    for item in items:
        one = _match(_ITEM, item)
        key, place, unit = one["key"], int(one["place"]), one["unit"] or ""
        number, hash = int(one["number"] or 0), f"{key}{place}{one['other']}"
        epoch = int(name.removeprefix("e")) if act in ("numbered", "published") else 0
        fence = (int(by["low"]), int(by["high"])) if by["low"] else None
        match act:
            case "intended" | "answered":
                yield Intended(topic=TOPIC, key=key, place=place, unit=name, acknowledged=act == "answered")
            case "committed":
                at = int(by["stamp"] or stamp)
                yield Committed(topic=TOPIC, key=key, place=place, unit=name, partition=0, stamp=at)
            case "numbered":
                yield Numbered(
                    topic=TOPIC, key=key, place=place, unit=unit, partition=0, sequence=number, hash=hash, epoch=epoch
                )
            case "published":
                yield Published(
                    topic=TOPIC, key=key, place=place, unit=unit, partition=0, sequence=number, hash=hash, epoch=epoch
                )
            case "applied":
                yield Applied(
                    topic=TOPIC, key=key, place=place, unit=unit, partition=0, sequence=number, hash=hash,
                    consumer=name, fence=fence,
                )  # fmt: skip
            case "kept" | "discarded":
                yield Kept(
                    topic=TOPIC, key=key, place=place, partition=0, sequence=number,
                    consumer=name, discarded=act == "discarded",
                )  # fmt: skip
            case _:
                raise ValueError(f"nothing is ever {act}")


def _of_topic(act: str, name: str, items: list[str]) -> Iterator[Line]:
    if act == "wiped":
        yield Wiped(topic=TOPIC)
    elif act in ("removed", "expired"):
        line = Removed if act == "removed" else Expired
        yield from (line(topic=TOPIC, partition=0, sequence=int(item)) for item in items)
    else:
        yield Stood(consumer=name, topic=TOPIC, partition=0, next=int(items[0]))


def _match(pattern: re.Pattern[str], text: str) -> dict[str, str]:
    found = pattern.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is no part of a tale")
    return found.groupdict()
