"""Good records spoiled at random, as a broken producer, a bad disk or somebody who means ill might."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any, NamedTuple

import msgspec

from libs.events import Envelope, rfc3339

MEGABYTE = 1_000_000
Headers = list[tuple[str, bytes]]


class Bad(NamedTuple):
    """A spoiled record. `number`: the one that it claims, if all is good but what it says; 0: that is not so."""

    key: bytes | None
    value: bytes | None
    headers: Headers
    number: int = 0


Spoil = Callable[[Random, Envelope, int], Bad]
"""Of an event that is about to come, and how many there are in its partition."""


def _data(event: Envelope, value: bytes) -> Bad:
    return Bad(event.subject.encode(), value, event.headers(), event.sequence)


def _envelope(event: Envelope, headers: Headers) -> Bad:
    return Bad(event.subject.encode(), event.data, headers)


def _header(event: Envelope, name: str, value: bytes) -> Bad:
    return Bad(event.subject.encode(), event.data, [(n, value if n == name else v) for n, v in event.headers()])


def _number(event: Envelope, sequence: int) -> Bad:
    return _header(event, "ce_sequence", str(sequence).encode())._replace(number=sequence)


def _field(chance: Random, event: Envelope) -> Bad:
    data: dict[str, Any] = msgspec.json.decode(event.data)
    other = chance.choice([None, [], {}, {"a": 1}, True, -1.5, [[1]], float(chance.random())])
    data[chance.choice(["count", "place", "text"])] = other
    return _data(event, msgspec.json.encode(data))


def random_bytes(chance: Random, event: Envelope, last: int) -> Bad:
    return _data(event, b"\xff" + chance.randbytes(chance.randrange(2_000)))


def no_bytes(chance: Random, event: Envelope, last: int) -> Bad:
    return _data(event, b"")


def large(chance: Random, event: Envelope, last: int) -> Bad:
    return _data(event, b"\xfe" + chance.randbytes(chance.randrange(100_000, MEGABYTE - 1_000)))


def cut_short(chance: Random, event: Envelope, last: int) -> Bad:
    return _data(event, event.data[: chance.randrange(1, len(event.data))])


def nested(chance: Random, event: Envelope, last: int) -> Bad:
    deep = chance.choice([b"[", b'{"a":']) * chance.randrange(1_000, 5_000)
    return _data(event, event.data[:-1] + b',"more":' + deep)


def a_field_of_another_type(chance: Random, event: Envelope, last: int) -> Bad:
    return _field(chance, event)


def a_field_less(chance: Random, event: Envelope, last: int) -> Bad:
    data: dict[str, Any] = msgspec.json.decode(event.data)
    del data[chance.choice(["count", "place"])]
    return _data(event, msgspec.json.encode(data))


def not_utf8(chance: Random, event: Envelope, last: int) -> Bad:
    return _data(
        event, event.data.replace(b'"count":"', b'"count":"' + chance.choice([b"\xff", b"\xc3(", b"\xed\xa0\x80"]))
    )


def about_another(chance: Random, event: Envelope, last: int) -> Bad:
    return _data(event, msgspec.json.encode({"count": f"other-{chance.random()}", "place": 1}))


def no_value(chance: Random, event: Envelope, last: int) -> Bad:
    return _envelope(event, event.headers())._replace(value=None)


def no_key(chance: Random, event: Envelope, last: int) -> Bad:
    return _envelope(event, event.headers())._replace(key=chance.choice([None, b"", b"\xff", b"another"]))


def a_header_less(chance: Random, event: Envelope, last: int) -> Bad:
    needed = [name for name, _ in event.headers() if name not in ("ce_traceparent", "traceparent")]
    gone = set(chance.sample(needed, chance.randrange(1, len(needed) + 1)))
    return _envelope(event, [(n, v) for n, v in event.headers() if n not in gone])


def a_header_twice(chance: Random, event: Envelope, last: int) -> Bad:
    name, value = chance.choice(event.headers())
    second = (name, chance.choice([value, b"", chance.randbytes(8), b"1"]))
    return _envelope(event, [*event.headers(), second])


def a_header_of_garbage(chance: Random, event: Envelope, last: int) -> Bad:
    known = ("ce_specversion", "ce_source", "ce_type", "ce_subject", "ce_time", "ce_sequence", "content-type")
    return _header(event, chance.choice(known), b"?" + chance.randbytes(chance.randrange(30)).hex().encode())


def a_header_of_bytes(chance: Random, event: Envelope, last: int) -> Bad:
    more = (chance.choice(["ce_id", "other", ""]), b"\xff" + chance.randbytes(chance.randrange(100)))
    return _envelope(event, [*event.headers(), more])


def a_huge_header(chance: Random, event: Envelope, last: int) -> Bad:
    return _header(event, "ce_sequence", b"9" * chance.randrange(19, 20_000))


def a_number_ahead(chance: Random, event: Envelope, last: int) -> Bad:
    return _number(event, last + chance.choice([1_000, 10**6, 10**17]))


def a_number_back(chance: Random, event: Envelope, last: int) -> Bad:
    return _number(event, chance.randrange(event.sequence))


def a_number_back_of_other_bytes(chance: Random, event: Envelope, last: int) -> Bad:
    return a_number_back(chance, event, last)._replace(value=chance.randbytes(50))


def no_number(chance: Random, event: Envelope, last: int) -> Bad:
    return _header(event, "ce_sequence", chance.choice([b"0", b"-1", b"1.0", b"next", b"\xd9\xa1"]))


def of_another_topic(chance: Random, event: Envelope, last: int) -> Bad:
    return _header(event, "ce_type", chance.choice([b"fr.chapelle.fire.activated.v1", b"fr.chapelle.walk.counted"]))


def of_another_type(chance: Random, event: Envelope, last: int) -> Bad:
    kind = chance.choice([event.type[:-1] + "7", "fr.chapelle.walk.unheard-of.v1"])
    return _header(event, "ce_type", kind.encode())._replace(number=event.sequence)


def of_the_future(chance: Random, event: Envelope, last: int) -> Bad:
    moment = event.time + timedelta(days=chance.randrange(1, 300_000))
    return _header(event, "ce_time", rfc3339(moment).encode())._replace(number=event.sequence)


def of_no_time(chance: Random, event: Envelope, last: int) -> Bad:
    times = [b"0001-01-01T00:00:00+14:00", b"2026-03-02T09:00:00", b"1772442000", b"9999-12-31T23:59:59-14:00"]
    return _header(event, "ce_time", chance.choice(times))


SPOILS: tuple[Spoil, ...] = (
    random_bytes, no_bytes, cut_short, nested, a_field_of_another_type, a_field_less, not_utf8, about_another, no_value,
    no_key, a_header_less, a_header_twice, a_header_of_garbage, a_header_of_bytes, a_huge_header, a_number_ahead,
    a_number_back, a_number_back_of_other_bytes, no_number, of_another_topic, of_another_type, of_the_future,
    of_no_time,
)  # fmt: skip
"""All but those of up to a megabyte, of which there are few."""
