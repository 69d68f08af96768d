"""What the API of power takes and answers. Source of all shapes: public-face.md, power."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, StrictFloat, StrictInt, StrictStr

from libs.http import Amount, Answer, At, Body, Id
from services.power.domain.feeds import Feed
from services.power.domain.feeds import State as FeedState
from services.power.domain.generator import Generator
from services.power.domain.generator_states import State as GeneratorState
from services.power.domain.hours import MeterHour
from services.power.domain.kpis import Kpis
from services.power.domain.racks import Rack, Why
from services.power.domain.readings import Quantity, to_milli
from services.power.domain.sources import Contact, Source
from services.power.domain.what_if import Answer as WhatIf


class ReadingBody(Body):
    """One reading of a meter or device."""

    id: Id
    """Unique within the source."""
    source: Id
    quantity: Quantity
    value: Annotated[StrictStr, Field(max_length=60)] | StrictInt | Annotated[StrictFloat, Field(allow_inf_nan=False)]
    """Text of decimal digits, or a state (`on|off|test|fault`); volts, percent, seconds and degrees also as numbers."""
    unit: Annotated[str, Field(max_length=10)] | None = None
    """kWh of energy and heat, kW of power, V of voltage, L of fuel, % of charge, s of runtime, Cel of temperature."""
    at: At | None = None
    """When it was read; default now."""


class SourceItem(Answer):
    """A meter or device."""

    source: str
    quantities: list[Quantity]
    """What it reads."""
    feed: str | None
    """The feed that it stands in."""
    rack: str | None
    """The rack that it stands at."""
    interval_seconds: int
    """How often it reads; silent for three of them is `silent`."""
    contact: Contact
    """`silent` or `never_heard`: what it measures is unknown."""
    heard_at: At | None
    """When it was last heard."""


class LatestView(Answer):
    """A reading."""

    value: str
    """In the unit of its quantity."""
    at: At


class SourceView(SourceItem):
    """A meter or device, with its newest readings."""

    register_digits: int
    """Before the point: so many, then its registers roll over."""
    latest: dict[str, LatestView]
    """By quantity; empty while the source is silent."""


class HourView(Answer):
    """A closed hour."""

    source: str
    quantity: str
    from_: At = Field(alias="from")
    """Its begin."""
    until: At
    """Its end."""
    register_from: Amount
    """kWh"""
    register_until: Amount
    """kWh"""
    kwh: Amount
    estimated: bool
    """A register lies on a line between readings."""


class FeedView(Answer):
    """One of the two ways that power comes in."""

    feed: str
    name: str
    state: FeedState
    """`unknown`: its meter is silent."""
    since: At
    """When the state began."""
    load_kw: Amount | None
    """Null while unknown."""


class SupplyView(Answer):
    """What a rack draws from one feed."""

    feed: str
    source: str
    """The meter."""
    lost: bool
    """The feed is lost."""
    load_kw: Amount | None
    """Null while unknown."""


class RackView(Answer):
    """A rack and its supplies."""

    rack: str
    row: str
    feeds: list[SupplyView]
    load_kw: Amount
    """What is known of both feeds together."""
    limit_kw: Amount
    """What one feed may carry alone."""
    redundant: bool
    """It would survive the loss of either feed."""
    weakness: Why | None
    """Why its redundancy is lost; null while it is not."""


class CasualtyView(Answer):
    """A rack that would go dark."""

    rack: str
    why: Literal["overload", "single_feed"]
    load_kw: Amount
    """What it draws now."""
    limit_kw: Amount
    """What one feed may carry alone."""


class WhatIfView(Answer):
    """What would happen."""

    survives: bool
    """Every rack does."""
    racks: list[CasualtyView]
    """Those that would not."""
    load_unknown: list[str]
    """Racks that keep a feed, but of unknown load, so that nobody can promise it."""


class GeneratorView(Answer):
    """The generator; nulls while nothing is known."""

    generator: str
    state: GeneratorState
    fuel_litres: Amount | None
    burn_litres_per_hour: Amount
    """At the load that it has, or would have; where none is known, at half of its nameplate."""
    autonomy_hours: float | None
    """0.85 of the litres ÷ burn."""
    last_test: At | None
    next_test_due: At | None


class KpisView(Answer):
    """Key figures of a month (EN 50600-4); null ratios where nothing was metered."""

    pue: float | None
    """Total ÷ IT energy."""
    erf: float | None
    """Reused heat ÷ total."""
    ref: float | None
    """Renewable ÷ total; at most 1."""
    it_kwh: Amount
    total_kwh: Amount
    heat_kwh: Amount
    complete: bool
    """Every hour of the month is closed for every meter."""


def source_item(source: Source) -> SourceItem:
    return SourceItem(
        source=source.id,
        quantities=list(source.quantities),
        feed=source.feed,
        rack=source.rack,
        interval_seconds=source.interval_seconds,
        contact=source.contact,
        heard_at=source.heard_at,
    )


def source_view(source: Source) -> SourceView:
    known = source.latest if source.contact == "heard" else {}
    return SourceView(
        **source_item(source).model_dump(),
        register_digits=source.register_digits,
        latest={quantity: LatestView(value=one.value, at=one.at) for quantity, one in known.items()},
    )


def hour_view(hour: MeterHour) -> HourView:
    return HourView(
        source=hour.source,
        quantity=hour.quantity,
        from_=hour.start,
        until=hour.until,
        register_from=hour.register_from,
        register_until=hour.register_until,
        kwh=hour.kwh,
        estimated=hour.estimated,
    )


def feed_view(feed: Feed) -> FeedView:
    load = _milli(feed.load_kw)
    return FeedView(feed=feed.id, name=feed.name, state=feed.state, since=feed.since, load_kw=load)


def rack_view(rack: Rack) -> RackView:
    supplies = [
        SupplyView(feed=one.feed, source=one.source, lost=one.lost, load_kw=_milli(one.load_kw))
        for one in rack.supplies
    ]
    return RackView(
        rack=rack.id,
        row=rack.row,
        feeds=supplies,
        load_kw=to_milli(rack.load_kw),
        limit_kw=to_milli(rack.limit_kw),
        redundant=rack.is_redundant,
        weakness=rack.weakness,
    )


def what_if_view(answer: WhatIf) -> WhatIfView:
    racks = [
        CasualtyView(rack=one.rack, why=one.why, load_kw=to_milli(one.load_kw), limit_kw=to_milli(one.limit_kw))
        for one in answer.racks
    ]
    return WhatIfView(survives=answer.survives, racks=racks, load_unknown=list(answer.load_unknown))


def generator_view(generator: Generator) -> GeneratorView:
    hours = generator.autonomy_hours()
    return GeneratorView(
        generator=generator.id,
        state=generator.state,
        fuel_litres=_milli(generator.fuel_litres),
        burn_litres_per_hour=to_milli(generator.burn()),
        autonomy_hours=None if hours is None else float(to_milli(hours)),
        last_test=generator.last_test,
        next_test_due=generator.next_test_due(),
    )


def kpis_view(kpis: Kpis) -> KpisView:
    return KpisView(
        pue=_ratio(kpis.pue),
        erf=_ratio(kpis.erf),
        ref=_ratio(kpis.ref),
        it_kwh=to_milli(kpis.it_kwh),
        total_kwh=to_milli(kpis.total_kwh),
        heat_kwh=to_milli(kpis.heat_kwh),
        complete=kpis.complete,
    )


def _milli(amount: Decimal | None) -> Decimal | None:
    return None if amount is None else to_milli(amount)


def _ratio(ratio: Decimal | None) -> float | None:
    return None if ratio is None else round(float(ratio), 6)
