"""Meters and devices as the API shows them."""

from __future__ import annotations

from pydantic import Field

from libs.http import Amount, Answer, At
from services.power.domain.hours import MeterHour
from services.power.domain.readings import Quantity
from services.power.domain.registers import Exchange
from services.power.domain.sources import Contact, Source


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


class ExchangeView(Answer):
    """Where one register ended and another began."""

    at: At
    final: Amount
    """What the old register showed last, in kWh, or L of water."""
    initial: Amount
    """What the new one showed first."""
    final_read: bool
    """The last figure was read; else it is the last reading before."""


class SourceView(SourceItem):
    """A meter or device, with its newest readings."""

    register_digits: int
    """Before the point: so many, then its registers roll over."""
    latest: dict[str, LatestView]
    """By quantity; empty while the source is silent."""
    exchanges: dict[str, list[ExchangeView]]
    """By quantity: where one register ended and another began."""


class HourView(Answer):
    """A closed hour."""

    source: str
    quantity: str
    from_: At = Field(alias="from")
    """Its begin."""
    until: At
    """Its end."""
    register_from: Amount
    """kWh, or L of water."""
    register_until: Amount
    kwh: Amount
    """What was used between; of water, litres."""
    estimated: bool
    """A register lies on a line between readings."""
    exchanged: bool
    """A meter was exchanged or reset within: kWh adds up both registers' ways."""


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
        exchanges={quantity: [exchange_view(one) for one in ones] for quantity, ones in source.exchanges.items()},
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
        exchanged=hour.exchanged,
    )


def exchange_view(one: Exchange) -> ExchangeView:
    return ExchangeView(at=one.at, final=one.final, initial=one.initial, final_read=one.exact)
