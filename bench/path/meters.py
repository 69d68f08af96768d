"""What every contender does with an event: a meter's hour closes, its total grows, and that is told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from libs.events import Envelope, Event, Instant, Outcome, Topic, Value, replace
from libs.store import Collection, Unit, partition_of

HEARD = Topic("power", "meter", partitions=4)
TOLD = Topic("bench", "meter", partitions=4)
METERS = 4_000
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)


class MeterHourClosed(Event, topic=HEARD, key="source"):
    source: str
    from_: Instant
    until: Instant
    register_from: Decimal
    register_until: Decimal
    kwh: Decimal
    estimated: bool


class MeterGrew(Event, topic=TOLD, key="meter"):
    meter: str
    hours: int
    kwh: Decimal
    until: Instant


class Meter(Value):
    """What a meter has counted so far."""

    id: str
    hours: int = 0
    kwh: Decimal = Decimal(0)
    register: Decimal | None = None
    until: datetime = BEGIN
    estimated: int = 0


def closed(
    meter: Meter, *, until: datetime, register: Decimal, kwh: Decimal, estimated: bool, at: datetime
) -> Outcome[Meter]:
    """The meter with one hour more."""
    grown = replace(
        meter, hours=meter.hours + 1, kwh=meter.kwh + kwh, register=register, until=max(meter.until, until),
        estimated=meter.estimated + estimated,
    )  # fmt: skip
    return grown, [MeterGrew(time=at, meter=meter.id, hours=grown.hours, kwh=grown.kwh, until=grown.until)]


class BenchUnit(Unit):
    meters = Collection(Meter, topic=TOLD)


def records(number: int) -> Iterator[Envelope]:
    """The events of the topic, numbered as the relay would."""
    following = [1] * HEARD.partitions
    for place in range(number):
        hour, meter = divmod(place, METERS)
        source = f"r{meter // 2:04d}.{'ab'[meter % 2]}"
        since = BEGIN + timedelta(hours=hour)
        register = Decimal(f"{1000 + hour * 3}.250")
        event = MeterHourClosed(
            time=since + timedelta(hours=1), source=source, from_=since, until=since + timedelta(hours=1),
            register_from=register, register_until=register + 3, kwh=Decimal("3.000"), estimated=False,
        )  # fmt: skip
        partition = partition_of(source, HEARD.partitions)
        yield Envelope(
            id=f"{place:032x}", source=HEARD.source, type=event.type, subject=source, time=event.time,
            sequence=following[partition], topic=HEARD.name, partition=partition, data=event.encode(),
            traceparent=f"00-{place + 1:032x}-{place + 1:016x}-01", hop=f"00-{place + 1:032x}-{place + 1:016x}-01",
        )  # fmt: skip
        following[partition] += 1
