"""What the power service tells the others."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from libs.events import Event, Instant, Topic

FEED = Topic("power", "feed", partitions=2, safety=True)
GENERATOR = Topic("power", "generator", partitions=1, safety=True)
METER = Topic("power", "meter", partitions=6)
UPS = Topic("power", "ups", partitions=2, safety=True)
NODE = Topic("power", "node", partitions=2)
RACK = Topic("power", "rack", partitions=4)


class FeedRegistered(Event, topic=FEED, key="feed"):
    """The site has this feed, metered where it comes in by the source `incomer`."""

    feed: str
    name: str
    incomer: str


class FeedLost(Event, topic=FEED, key="feed"):
    """The feed carries no usable voltage, as its incomer says. Silence is no loss: that is `SourceSilent`."""

    feed: str
    incomer: str


class FeedRestored(Event, topic=FEED, key="feed"):
    """A feed that was announced lost is live again."""

    feed: str
    incomer: str
    lost_at: Instant


class FeedFoundLive(Event, topic=FEED, key="feed"):
    """A feed of which nothing was known, and which was not announced lost, is live.

    So after it was registered, and again after its incomer was silent.
    """

    feed: str
    incomer: str


class GeneratorStarted(Event, topic=GENERATOR, key="generator"):
    """The generator is at the load. `seconds`: since it was needed; None: nothing needed it."""

    generator: str
    seconds: int | None = None


class GeneratorFailedToStart(Event, topic=GENERATOR, key="generator"):
    """A feed is lost and the generator is not at the load in ten seconds. Source: domain.md, Power [R]."""

    generator: str
    feeds: tuple[str, ...]
    needed_at: Instant


class GeneratorRetransferred(Event, topic=GENERATOR, key="generator"):
    """Every feed is back and the load has left the generator. `seconds`: since the last feed was back."""

    generator: str
    seconds: int


class GeneratorStopped(Event, topic=GENERATOR, key="generator"):
    """A run for a lost feed, or for nothing that is known, is over. Tests are `GeneratorTested`.

    `cooled_seconds`: how long it ran on without load, None where it did not; `litres`: what it burned, where known.
    """

    generator: str
    began: Instant
    ran_seconds: int
    cooled_seconds: int | None
    litres: Decimal | None


class GeneratorTested(Event, topic=GENERATOR, key="generator"):
    """A test is over. A test of four hours is told as a monthly and as a long one.

    `verdict`: long enough at 30 % of nameplate or more; `unproven`: its load was never read. `why`: too_short,
    too_light, load_unknown, or nothing. `load_percent`: the mean, of nameplate.
    """

    generator: str
    kind: Literal["monthly", "long"]
    began: Instant
    ended: Instant
    minutes: int
    load_percent: Decimal | None
    verdict: Literal["passed", "failed", "unproven"]
    why: Literal["", "too_short", "too_light", "load_unknown"]


class GeneratorTestOverdue(Event, topic=GENERATOR, key="generator"):
    """No test was passed since `due`: each month, and every 36 months for four hours."""

    generator: str
    kind: Literal["monthly", "long"]
    due: Instant


class WetStackingRisk(Event, topic=GENERATOR, key="generator"):
    """The generator runs below 30 % of nameplate for long, as a diesel should not. `load_percent`: the mean so far."""

    generator: str
    minutes: int
    load_percent: Decimal


class AutonomyLow(Event, topic=GENERATOR, key="generator"):
    """The fuel lasts for fewer hours than a threshold. Hours are rounded down; litres and litres per hour."""

    generator: str
    threshold_hours: int
    autonomy_hours: int
    fuel_litres: Decimal
    burn_litres_per_hour: Decimal


class AutonomyRestored(Event, topic=GENERATOR, key="generator"):
    """The fuel lasts well longer than every threshold again. `low_since`: when the lowest one was announced."""

    generator: str
    low_since: Instant
    autonomy_hours: int
    fuel_litres: Decimal
    burn_litres_per_hour: Decimal


class UpsOnBattery(Event, topic=UPS, key="ups"):
    """No power reaches a UPS: it lives on its battery. `runtime_seconds`: as long as it said that this lasts."""

    ups: str
    runtime_seconds: int | None


class UpsOnMains(Event, topic=UPS, key="ups"):
    """Power reaches a UPS again, `seconds` after it went on battery."""

    ups: str
    seconds: int


class UpsRuntimeShort(Event, topic=UPS, key="ups"):
    """The battery would not last until the generator is at the load: its start, the transfer and a margin."""

    ups: str
    runtime_seconds: int
    needed_seconds: int


class UpsRuntimeRestored(Event, topic=UPS, key="ups"):
    """The battery lasts long enough again."""

    ups: str
    runtime_seconds: int


class UpsBatteryWorn(Event, topic=UPS, key="ups"):
    """The battery gives less than 80 % of what it once gave (kWh = runtime x load, fully charged)."""

    ups: str
    health_percent: int
    kwh: Decimal
    was_kwh: Decimal


class UpsBatteryRenewed(Event, topic=UPS, key="ups"):
    """A battery that was worn gives well more again."""

    ups: str
    health_percent: int


class MeterHourClosed(Event, topic=METER, key="source"):
    """The energy of one hour of one source: kWh = register at `until` - register at `from`, roll-over undone.

    `estimated`: a register was not read at that instant, but drawn as a line between its neighbours. `exchanged`: a
    meter was exchanged or reset within the hour; then `kwh` adds up both registers' ways, and is no difference.
    """

    source: str
    from_: Instant
    until: Instant
    register_from: Decimal
    register_until: Decimal
    kwh: Decimal
    estimated: bool
    exchanged: bool = False


class MeterHourCorrected(Event, topic=METER, key="source"):
    """An hour that was closed is known better: a late reading lies where it was estimated. It replaces what was said.

    `was_kwh`: what was said last. `time`: the end of the hour, as of its closing.
    """

    source: str
    from_: Instant
    until: Instant
    register_from: Decimal
    register_until: Decimal
    kwh: Decimal
    estimated: bool
    exchanged: bool
    was_kwh: Decimal


class HeatHourClosed(Event, topic=METER, key="source"):
    """The heat (kWh) that left through one heat meter in one hour; as `MeterHourClosed`."""

    source: str
    from_: Instant
    until: Instant
    register_from: Decimal
    register_until: Decimal
    kwh: Decimal
    estimated: bool
    exchanged: bool = False


class HeatHourCorrected(Event, topic=METER, key="source"):
    """An hour of a heat meter is known better; as `MeterHourCorrected`."""

    source: str
    from_: Instant
    until: Instant
    register_from: Decimal
    register_until: Decimal
    kwh: Decimal
    estimated: bool
    exchanged: bool
    was_kwh: Decimal


class WaterHourClosed(Event, topic=METER, key="source"):
    """The water (litres) that one meter counted in one hour; as `MeterHourClosed`."""

    source: str
    from_: Instant
    until: Instant
    register_from: Decimal
    register_until: Decimal
    litres: Decimal
    estimated: bool
    exchanged: bool = False


class WaterHourCorrected(Event, topic=METER, key="source"):
    """An hour of a water meter is known better; as `MeterHourCorrected`."""

    source: str
    from_: Instant
    until: Instant
    register_from: Decimal
    register_until: Decimal
    litres: Decimal
    estimated: bool
    exchanged: bool
    was_litres: Decimal


class RegisterExchanged(Event, topic=METER, key="source"):
    """One register of a source ended with `final`, and another began with `initial` (kWh, L of water).

    `why`: the meter was exchanged, or its register was reset. `final_read`: else it is the last reading before.
    """

    source: str
    quantity: Literal["energy", "heat", "water"]
    why: Literal["exchange", "reset"]
    final: Decimal
    initial: Decimal
    final_read: bool
    by: str


class MetersDisagree(Event, topic=NODE, key="node"):
    """In one hour the racks of a distribution unit and its own meter do not add up, within the tolerance.

    All kWh; `tolerance_percent`: of what the unit metered.
    """

    node: str
    from_: Instant
    until: Instant
    node_kwh: Decimal
    racks_kwh: Decimal
    tolerance_percent: int


class MetersAgree(Event, topic=NODE, key="node"):
    """Racks and unit, which did not, add up again: in the hour that begins at `from`, or since it was corrected."""

    node: str
    from_: Instant
    until: Instant
    node_kwh: Decimal
    racks_kwh: Decimal


class DemandClosed(Event, topic=METER, key="source"):
    """The mean power (kW) of the ten minutes that begin at `from`."""

    source: str
    from_: Instant
    kw: Decimal


class SourceSilent(Event, topic=METER, key="source"):
    """Nothing was heard of a source for three of its intervals; what it measures is unknown from now on."""

    source: str
    heard_at: Instant
    feed: str | None = None
    rack: str | None = None


class SourceHeard(Event, topic=METER, key="source"):
    """A source that was silent is heard again; what it measures is known as far as it has said so since."""

    source: str
    silent_since: Instant
    feed: str | None = None
    rack: str | None = None


class RedundancyLost(Event, topic=RACK, key="rack"):
    """The rack would not survive the loss of a feed: one is lost already, or none could carry it alone.

    `node`: the breaker above it that would trip, where it is not the rack's own.
    """

    rack: str
    why: Literal["feed_lost", "overload"]
    load_kw: Decimal
    limit_kw: Decimal
    node: str | None = None


class RedundancyRestored(Event, topic=RACK, key="rack"):
    """Each of the rack's feeds is live and could carry the rack alone."""

    rack: str
    load_kw: Decimal
    limit_kw: Decimal
