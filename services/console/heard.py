"""What the console needs of others' facts to draw its board; the rules look at subjects alone."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from libs.events import Event, Instant, Topic

ACCESS_ZONE = Topic("access", "zone", partitions=4, safety=True)
CHECK = Topic("access", "check", partitions=6)
ACCESS_RECORD = Topic("access", "record", partitions=1)
FEED = Topic("power", "feed", partitions=2, safety=True)
METER = Topic("power", "meter", partitions=6)
GENERATOR = Topic("power", "generator", partitions=1, safety=True)
POOL = Topic("storage", "pool", partitions=2)
INVOICE = Topic("billing", "invoice", partitions=2)


class ZoneRegistered(Event, topic=ACCESS_ZONE, key="zone"):
    """An area behind doors."""

    zone: str
    name: str


class ZoneOccupancyChanged(Event, topic=ACCESS_ZONE, key="zone"):
    """How many are inside a zone now."""

    zone: str
    count: int


class BadgeDenied(Event, topic=CHECK, key="check"):
    """A badge was shown and refused; `drill`: for a fire that is an exercise."""

    check: str
    door: str
    zone: str
    person: str | None
    reason: str
    drill: bool = False


class RecordExpired(Event, topic=ACCESS_RECORD, key="event_type"):
    """What access said in events of a type from `before` then has expired."""

    event_type: str
    before: Instant


class FeedRegistered(Event, topic=FEED, key="feed"):
    """A feed of the site, not heard yet; metered where it comes in by `incomer`."""

    feed: str
    incomer: str


class FeedLost(Event, topic=FEED, key="feed"):
    """A feed carries nothing."""

    feed: str
    incomer: str


class FeedRestored(Event, topic=FEED, key="feed"):
    """A lost feed is live again."""

    feed: str
    incomer: str


class FeedFoundLive(Event, topic=FEED, key="feed"):
    """A feed that was unknown is live."""

    feed: str
    incomer: str


class SourceSilent(Event, topic=METER, key="source"):
    """Nothing is heard of a source."""

    source: str


class GeneratorStarted(Event, topic=GENERATOR, key="generator"):
    """The generator is at the load."""

    generator: str


class GeneratorFailedToStart(Event, topic=GENERATOR, key="generator"):
    """It was needed, and did not come in time."""

    generator: str


class GeneratorRetransferred(Event, topic=GENERATOR, key="generator"):
    """It has given the load back, and cools down."""

    generator: str


class GeneratorStopped(Event, topic=GENERATOR, key="generator"):
    """It is in standby again."""

    generator: str


class AutonomyLow(Event, topic=GENERATOR, key="generator"):
    """Hours that the fuel lasts, rounded down."""

    generator: str
    autonomy_hours: int


class AutonomyRestored(Event, topic=GENERATOR, key="generator"):
    """The fuel lasts well longer than every threshold again."""

    generator: str


class PoolStateChanged(Event, topic=POOL, key="pool"):
    """How full a pool is passed a threshold. Bytes are usable bytes."""

    pool: str
    state: str
    used_bytes: int | None = None
    usable_bytes: int | None = None


class Parked(Event, topic=POOL, key="pool"):
    """A pool's disks are parked; `drill`: in an exercise."""

    pool: str
    drill: bool = False


class Unparked(Event, topic=POOL, key="pool"):
    """They work again."""

    pool: str


class InvoiceIssued(Event, topic=INVOICE, key="number"):
    """An invoice got its number. `gross_total`: euros, VAT included."""

    number: str
    tenant: str
    issued_on: date
    gross_total: Decimal


class CreditNoteIssued(Event, topic=INVOICE, key="number"):
    """A credit note got its number; its amounts are positive."""

    number: str
    tenant: str
    issued_on: date
    gross_total: Decimal
