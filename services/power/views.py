"""What the API of power takes and answers. Source of all shapes: public-face.md, power."""

from __future__ import annotations

from decimal import Decimal

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
    """One reading. `value`: text of decimal digits, or a state; volts, percent, seconds and degrees also as numbers."""

    id: Id
    source: Id
    quantity: Quantity
    value: StrictStr | StrictInt | StrictFloat
    unit: str | None = None
    at: At | None = None


class SourceItem(Answer):
    """`contact` silent or never heard: what it measures is unknown."""

    source: str
    quantities: list[str]
    feed: str | None
    rack: str | None
    interval_seconds: int
    contact: Contact
    heard_at: At | None


class LatestView(Answer):
    value: str
    at: At


class SourceView(SourceItem):
    """With the newest reading of each quantity; none while the source is silent."""

    register_digits: int
    latest: dict[str, LatestView]


class HourView(Answer):
    """A closed hour; kWh. `estimated`: a register lies on a line between readings."""

    source: str
    quantity: str
    from_: At = Field(alias="from")
    until: At
    register_from: Amount
    register_until: Amount
    kwh: Amount
    estimated: bool


class FeedView(Answer):
    feed: str
    name: str
    state: FeedState
    since: At
    load_kw: Amount | None


class SupplyView(Answer):
    feed: str
    source: str
    lost: bool
    load_kw: Amount | None


class RackView(Answer):
    """`limit_kw`: what one feed may carry alone; `weakness`: why its redundancy is lost, null while it is not."""

    rack: str
    row: str
    feeds: list[SupplyView]
    load_kw: Amount
    limit_kw: Amount
    redundant: bool
    weakness: Why | None


class CasualtyView(Answer):
    rack: str
    why: str
    load_kw: Amount
    limit_kw: Amount


class WhatIfView(Answer):
    """`load_unknown`: racks that keep a feed, but of unknown load, so that nobody can promise it."""

    survives: bool
    racks: list[CasualtyView]
    load_unknown: list[str]


class GeneratorView(Answer):
    """Nulls while nothing is known."""

    generator: str
    state: GeneratorState
    fuel_litres: Amount | None
    burn_litres_per_hour: Amount
    autonomy_hours: float | None
    last_test: At | None
    next_test_due: At | None


class KpisView(Answer):
    """Null ratios where nothing was metered. `complete`: every hour of the month is closed for every meter."""

    pue: float | None
    erf: float | None
    ref: float | None
    it_kwh: Amount
    total_kwh: Amount
    heat_kwh: Amount
    complete: bool


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
