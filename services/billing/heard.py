"""What billing hears of others: only the fields that it needs, by the published contracts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from libs.events import Event, Instant, Topic

METER = Topic("power", "meter", partitions=6)
RACK = Topic("power", "rack", partitions=4)
STORED = Topic("storage", "tenant", partitions=2)
VOLUME = Topic("storage", "volume", partitions=4)
VISIT = Topic("access", "visit", partitions=2)
FEED = Topic("power", "feed", partitions=2, safety=True)
GENERATOR = Topic("power", "generator", partitions=1, safety=True)
FIRE_ZONE = Topic("fire", "zone", partitions=4, safety=True)


@dataclass(frozen=True, kw_only=True)
class EnergyHour:
    """The registers of a meter at both ends of a clock hour, kWh. `exchanged`: `kwh` is no difference of the two."""

    source: str
    from_: Instant
    until: Instant
    register_from: Decimal
    register_until: Decimal
    kwh: Decimal
    estimated: bool
    exchanged: bool = False


class MeterHourClosed(Event, EnergyHour, topic=METER, key="source"):
    """An hour of an electricity meter."""


class MeterHourCorrected(Event, EnergyHour, topic=METER, key="source"):
    """A closed hour of an electricity meter that power knows better now: it replaces what was said."""


class DemandClosed(Event, topic=METER, key="source"):
    """Mean power of a source over the 10 minutes that begin at `from`, kW; and over both their halves, if known."""

    source: str
    from_: Instant
    kw: Decimal
    halves: tuple[Decimal, Decimal] | None = None


class DemandCorrected(Event, topic=METER, key="source"):
    """A mean power, or its halves, that power knows better now: it replaces what was said."""

    source: str
    from_: Instant
    kw: Decimal
    halves: tuple[Decimal, Decimal] | None = None


class HeatHourClosed(Event, EnergyHour, topic=METER, key="source"):
    """An hour of a heat meter: given to the neighbours' network."""


class HeatHourCorrected(Event, EnergyHour, topic=METER, key="source"):
    """A closed hour of a heat meter that power knows better now: it replaces what was said."""


class TenantDayClosed(Event, topic=STORED, key="tenant"):
    """The peak of a tenant's stored bytes on a day; a later `revision` of the same day replaces it."""

    tenant: str
    day: date
    peak_bytes: int
    revision: int = 1


class RackRegistered(Event, topic=RACK, key="rack"):
    """A rack, and the zone in which it stands with its meters; None: nobody says where."""

    rack: str
    zone: str | None
    sources: tuple[str, ...]


class VolumeCreated(Event, topic=VOLUME, key="volume"):
    """A tenant stores in a pool that stands in this zone; None: nobody says where."""

    volume: str
    tenant: str
    zone: str | None = None


class VolumeEnded(Event, topic=VOLUME, key="volume"):
    """It stores there no longer."""

    volume: str
    ended_at: Instant


class VisitEnded(Event, topic=VISIT, key="visit"):
    """A visit is over; `tenant`: whom it was for, if anyone. The person is none of billing's business."""

    visit: str
    minutes: int
    tenant: str | None = None


class Activated(Event, topic=FIRE_ZONE, key="zone"):
    """Two detectors of different technology: the zone is in alarm. `drill`: in an exercise."""

    zone: str
    drill: bool = False


class DrillEnded(Event, topic=FIRE_ZONE, key="zone"):
    """An exercise is over. `state`: of the zone then; what stands is real from now on."""

    zone: str
    state: str


class ReturnedToQuiescent(Event, topic=FIRE_ZONE, key="zone"):
    """The zone was signed off."""

    zone: str


class FeedRegistered(Event, topic=FEED, key="feed"):
    """The site has this feed."""

    feed: str


class FeedLost(Event, topic=FEED, key="feed"):
    """The feed carries no usable voltage."""

    feed: str


class FeedRestored(Event, topic=FEED, key="feed"):
    """A feed that was lost since `lost_at` is live again."""

    feed: str
    lost_at: Instant


class GeneratorStarted(Event, topic=GENERATOR, key="generator"):
    """The generator is at the load."""

    generator: str


class GeneratorRetransferred(Event, topic=GENERATOR, key="generator"):
    """Every feed is back, and the load has left the generator."""

    generator: str


class GeneratorStopped(Event, topic=GENERATOR, key="generator"):
    """It runs no longer, whether the load had left it or not."""

    generator: str


class GeneratorFailedToStart(Event, topic=GENERATOR, key="generator"):
    """Since `needed_at` a feed is lost, and the generator is not at the load."""

    generator: str
    needed_at: Instant
