"""The envelope: CloudEvents 1.0 in Kafka's binary mode. Headers carry `ce_*`, the value is the event's JSON."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime

from libs.events.event import to_milliseconds
from libs.events.expired import is_expired, what_is_left
from libs.events.value import Value

Headers = Sequence[tuple[str, bytes]]

_TYPE = re.compile(r"fr\.chapelle\.[a-z][a-z0-9-]*\.[a-z][a-z0-9-]*\.v[1-9][0-9]*")
_REQUIRED = ("ce_specversion", "ce_id", "ce_source", "ce_type", "ce_subject", "ce_time", "ce_sequence", "content-type")


class Malformed(Exception):
    """A record that is no event of the platform. `reasons`: every fault found, one sentence each."""

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__("; ".join(reasons))
        self.reasons = tuple(reasons)


class Envelope(Value, kw_only=True):
    """One event as it is published. `sequence` grows by one per topic partition, from 1.

    `traceparent` is where the trace began, `hop` the span that published it (W3C trace context).
    """

    id: str
    source: str
    type: str
    subject: str
    time: datetime
    sequence: int
    topic: str
    partition: int
    data: bytes
    traceparent: str = ""
    hop: str = ""

    def headers(self) -> list[tuple[str, bytes]]:
        """The record's headers; the record's key is the subject, its value the data."""
        head = [
            ("ce_specversion", b"1.0"),
            ("ce_id", self.id.encode()),
            ("ce_source", self.source.encode()),
            ("ce_type", self.type.encode()),
            ("ce_subject", self.subject.encode()),
            ("ce_time", rfc3339(self.time).encode()),
            ("ce_sequence", b"%d" % self.sequence),
            ("content-type", b"application/json"),
        ]
        if self.traceparent:
            head.append(("ce_traceparent", self.traceparent.encode()))
        if self.hop:
            head.append(("traceparent", self.hop.encode()))
        return head

    @property
    def is_expired(self) -> bool:
        """Whether this is what is left of an event whose time is over."""
        return is_expired(self.type)

    def says_what(self, other: Envelope) -> bool:
        """Whether both are the same event, by all but its number and its hop; of one, what is left may be at hand."""
        mine, theirs = ((one.id, one.type, one.subject, one.time, one.data) for one in (self, other))
        if self.is_expired and not other.is_expired:
            return self.data == what_is_left(*theirs)
        if other.is_expired and not self.is_expired:
            return other.data == what_is_left(*mine)
        return mine == theirs


def read_envelope(topic: str, partition: int, key: bytes | None, value: bytes | None, headers: Headers) -> Envelope:
    """The envelope of a record. Raises `Malformed` with everything that is wrong with it."""
    try:
        found = {name: raw.decode() for name, raw in headers}
        if (
            all(map(found.get, _REQUIRED))
            and found["ce_specversion"] == "1.0"
            and found["content-type"] == "application/json"
            and (len(found) == len(headers) or not _doubled(headers))
        ):
            sequence, time = _sequence(found["ce_sequence"]), datetime.fromisoformat(found["ce_time"])
            source, kind, subject = found["ce_source"], found["ce_type"], found["ce_subject"]
            whole = sequence > 0 and time.tzinfo is not None and key is not None and key.decode() == subject
            if whole and value is not None and _consistent(topic, source, kind):
                return Envelope(
                    id=found["ce_id"], source=source, type=kind, subject=subject, time=to_milliseconds(time),
                    sequence=sequence, topic=topic, partition=partition, data=value,
                    traceparent=found.get("ce_traceparent", ""), hop=found.get("traceparent", ""),
                )  # fmt: skip
    except (ValueError, AttributeError, LookupError):
        pass  # what exactly is wrong is said below, in full
    raise Malformed(_faults(topic, key, value, headers))


@functools.lru_cache(maxsize=1024)
def _consistent(topic: str, source: str, kind: str) -> bool:
    service = topic.split(".")[1]
    return source == f"/chapelle/{service}" and kind.split(".")[2] == service and _TYPE.fullmatch(kind) is not None


def _faults(topic: str, key: bytes | None, value: bytes | None, headers: Headers) -> list[str]:
    """Everything that is wrong with a record, for a person to read."""
    faults: list[str] = []
    found: dict[str, str] = {}
    for name, raw in headers:
        try:
            found[name] = raw.decode()
        except (ValueError, AttributeError):
            faults.append(f"header {name} is not UTF-8")
    faults += [f"header {name} is there more than once" for name in _doubled(headers)]
    faults += [f"header {name} is missing" for name in _REQUIRED if name not in found]
    faults += [f"header {name} is empty" for name in _REQUIRED if found.get(name) == ""]

    def check(name: str, holds: bool, why: str) -> None:
        if found.get(name) and not holds:
            faults.append(f"header {name} is {found[name][:80]!r}: {why}")

    check("ce_specversion", found.get("ce_specversion") == "1.0", "only 1.0 is known")
    check("content-type", found.get("content-type") == "application/json", "only application/json is read")
    check("ce_sequence", _sequence(found.get("ce_sequence", "")) > 0, "no number from 1 on")
    check("ce_time", _is_time(found.get("ce_time", "")), "no RFC 3339 time with an offset")
    check("ce_type", _TYPE.fullmatch(found.get("ce_type", "")) is not None, "not fr.chapelle.<service>.<fact>.v<n>")
    service = topic.split(".")[1] if topic.count(".") == 3 else ""
    check("ce_source", found.get("ce_source") == f"/chapelle/{service}", f"the topic is {service}'s")
    if _TYPE.fullmatch(found.get("ce_type", "")):
        check("ce_type", found["ce_type"].split(".")[2] == service, f"the topic is {service}'s")
    if key is None:
        faults.append("the record has no key")
    elif found.get("ce_subject") and key != found["ce_subject"].encode():
        faults.append("the record's key is not its ce_subject")
    if value is None:
        faults.append("the record has no value")
    return faults or ["the record cannot be read"]


def _doubled(headers: Headers) -> list[str]:
    """The headers of ours that are there more than once: which of them is meant, nobody can say."""
    times = Counter(name for name, _ in headers)
    return [name for name in (*_REQUIRED, "ce_traceparent", "traceparent") if times[name] > 1]


def _sequence(text: str) -> int:
    """The number that a header says; 0 where it is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else 0


def _is_time(text: str) -> bool:
    try:
        moment = datetime.fromisoformat(text)
        return moment.tzinfo is not None and to_milliseconds(moment) is not None
    except ValueError:
        return False


def rfc3339(moment: datetime) -> str:
    """`2026-03-02T09:00:00.000Z`: UTC, to the millisecond, as every time is written here."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
