"""A line explained: from the invoice down to registers, days and hours, as they add up."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from typing import Annotated

from pydantic import Field

from libs.http import Amount, Answer, At
from services.billing.domain.contract import Contract
from services.billing.domain.credit_window import in_span
from services.billing.domain.demand import FIVE_MINUTES, TEN_MINUTES
from services.billing.domain.energy import HOUR, EnergyDay, Hour, Registers, day_id, hours_between
from services.billing.domain.invoice import Invoice
from services.billing.domain.item import Kind
from services.billing.domain.line import Line
from services.billing.domain.month import PARIS, Month, Span
from services.billing.domain.price import Revised
from services.billing.domain.visits import visits_in
from services.billing.metering import source_days
from services.billing.store import BillingUnit
from services.billing.unfit import Unfit
from services.billing.views_of_invoices import LineView


class HourTrace(Answer):
    """A clock hour."""

    from_: Annotated[At, Field(alias="from")]
    """Its begin."""
    until: At
    """Its end."""
    register_from: Amount
    """kWh"""
    register_until: Amount
    """kWh"""
    kwh: Amount
    """The register's way, or power's word over a roll-over."""
    estimated: bool
    """A register lies on a line between readings."""


class DayTrace(Answer):
    """A day in Paris: 23, 24 or 25 hours when all are closed."""

    day: date
    kwh: Amount
    hours: tuple[HourTrace, ...]


class SourceTrace(Answer):
    """A source on the day of issue (registers, kWh, counts of hours), and its hours as known now."""

    source: str
    register_from: Amount | None
    """kWh"""
    register_until: Amount | None
    """kWh"""
    kwh: Amount
    hours_closed: int
    hours_expected: int
    hours_estimated: int
    days: tuple[DayTrace, ...]


class PeakTrace(Answer):
    """The highest 10 minutes on the day of issue (of a 95th percentile: 5), and what each source had, as known now."""

    from_: Annotated[At, Field(alias="from")]
    """Their begin."""
    until: At
    """Their end."""
    kw: Amount
    committed_kw: Amount | None
    sources: dict[str, Amount]
    """kW of each."""


class StoredDayTrace(Answer):
    """The most that was stored on a day."""

    day: date
    peak_bytes: int


class VisitTrace(Answer):
    """A visit that is billed."""

    visit: str
    ended_at: At
    minutes: int


class PriceTrace(Answer):
    """P = P0 x (a + b x I / I0), half-up to 4 decimals."""

    base_price: Amount
    """P0, EUR."""
    a: Amount
    b: Amount
    index: str
    base_on: date
    base_value: Amount
    """I0"""
    on: date
    value: Amount
    """I"""

    @classmethod
    def of(cls, revised: Revised) -> PriceTrace:
        return cls(
            base_price=revised.base_price,
            a=revised.a,
            b=revised.b,
            index=revised.index,
            base_on=revised.base_on,
            base_value=revised.base_value,
            on=revised.on,
            value=revised.value,
        )


class WindowTrace(Answer):
    """A time in which something of the contract was not fit for service."""

    from_: Annotated[At, Field(alias="from")]
    until: At


class LineTrace(LineView):
    """quantity = metered - included (negated for a credit) - billed_before."""

    number: str
    contract: str
    item_kind: str
    first_day: date
    last_day: date
    days_held: int
    days_of_month: int
    metered: Amount
    included: Amount
    billed_before: Amount
    sources: tuple[SourceTrace, ...]
    peak: PeakTrace | None
    stored: tuple[StoredDayTrace, ...]
    visits: tuple[VisitTrace, ...]
    windows: tuple[WindowTrace, ...]
    """Times in which something of the contract was not fit for service."""
    racks: tuple[str, ...]
    price: PriceTrace | None
    """How the price followed an index."""


def explain(invoice: Invoice, line: Line, source: str | None, unit: BillingUnit) -> LineTrace:
    """The line down to what it was read from; `source` narrows it to one of its meters."""
    span = Span(Month.parse(line.period), line.first_day, line.last_day)
    contract = unit.contracts.need(line.contract)
    item = contract.items[line.item - 1]
    storage = unit.storage_months.get(f"{invoice.tenant}/{line.period}")
    stored = storage.days if storage and item.kind is Kind.STORAGE else {}
    months = unit.visit_months.get(f"{invoice.tenant}/{line.period}") if item.kind is Kind.VISIT else None
    return LineTrace(
        **LineView.of(line).model_dump(),
        number=invoice.id,
        contract=line.contract,
        item_kind=line.item_kind,
        first_day=line.first_day,
        last_day=line.last_day,
        days_held=span.days_held,
        days_of_month=span.month.days,
        metered=line.metered,
        included=line.included,
        billed_before=line.billed_before,
        sources=tuple(_source(r, item.kind, span, unit) for r in line.registers if source in (None, r.source)),
        peak=_peak(line, item.sources, item.committed_kw, unit),
        stored=tuple(
            StoredDayTrace(day=day, peak_bytes=stored[day.isoformat()].peak_bytes)
            for day in span.days
            if day.isoformat() in stored
        ),
        windows=_windows(contract, item.kind, span, unit),
        visits=tuple(VisitTrace(visit=v.id, ended_at=v.ended_at, minutes=v.minutes) for v in visits_in(months, span)),
        racks=item.racks,
        price=PriceTrace.of(line.revised) if line.revised else None,
    )


def _windows(contract: Contract, kind: Kind, span: Span, unit: BillingUnit) -> tuple[WindowTrace, ...]:
    if kind is not Kind.SERVICE_CREDIT:
        return ()
    windows = Unfit(unit).credited([contract])[contract.id]
    return tuple(WindowTrace(from_=begin, until=end) for begin, end in in_span(windows, span, unit.now))


def _source(registers: Registers, kind: Kind, span: Span, unit: BillingUnit) -> SourceTrace:
    ids = source_days(registers.source, span.start, span.end)
    days: Iterable[EnergyDay] = (
        unit.heat_days.many(ids) if kind is Kind.HEAT_CREDIT else unit.energy_days.many(ids)
    ).values()
    return SourceTrace(
        source=registers.source,
        register_from=registers.register_from,
        register_until=registers.register_until,
        kwh=registers.kwh,
        hours_closed=registers.hours,
        hours_expected=registers.expected,
        hours_estimated=registers.estimated,
        days=_by_day(_hour(begin, hour) for begin, hour in hours_between(days, span.start, span.end)),
    )


def _hour(begin: datetime, hour: Hour) -> HourTrace:
    return HourTrace(
        from_=begin,
        until=begin + HOUR,
        register_from=hour.register_from,
        register_until=hour.register_until,
        kwh=hour.advance,
        estimated=hour.estimated,
    )


def _by_day(hours: Iterable[HourTrace]) -> tuple[DayTrace, ...]:
    days = groupby(hours, key=lambda hour: hour.from_.astimezone(PARIS).date())
    grouped = [(day, tuple(of_day)) for day, of_day in days]
    return tuple(
        DayTrace(day=day, kwh=sum((h.kwh for h in of_day), Decimal(0)), hours=of_day) for day, of_day in grouped
    )


def _peak(line: Line, sources: tuple[str, ...], committed_kw: Decimal | None, unit: BillingUnit) -> PeakTrace | None:
    if line.peak is None:
        return None
    begin, step = line.peak.at, FIVE_MINUTES if line.item_kind == Kind.PERCENTILE_POWER else TEN_MINUTES
    days = unit.demand_days.many(day_id(source, begin) for source in sources)
    at_peak = {day.source: kw for day in days.values() for at, kw in day.each(step) if at == begin}
    return PeakTrace(
        from_=begin,
        until=begin + step,
        kw=line.peak.kw,
        committed_kw=committed_kw,
        sources=at_peak,
    )
