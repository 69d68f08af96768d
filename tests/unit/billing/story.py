"""Billing without a database: one unit in which a story is played, its clock moved by hand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, cast

from libs.events import Event
from libs.store import Store, Unit
from libs.store.finds import Wanted
from services.billing import keeping
from services.billing.bodies import RegisterTenant, StartRun
from services.billing.bodies_of_contracts import AgreeContract
from services.billing.bodies_of_money import CreditInvoice, EnterIndex, EnterPayment
from services.billing.domain.invoice import Invoice
from services.billing.domain.month import Month
from services.billing.heard import (
    DemandClosed,
    DemandCorrected,
    HeatHourClosed,
    MeterHourClosed,
    MeterHourCorrected,
    TenantDayClosed,
    VisitEnded,
)
from services.billing.routes import contracts, debts, declared, invoices, runs, tenants
from services.billing.store import BillingUnit
from services.billing.views_of_debts import IndexView, ReceivableView
from services.billing.views_of_invoices import InvoiceView
from services.billing.views_of_runs import RunView

AP_HP = {
    "id": "ap-hp",
    "name": "Assistance publique - Hôpitaux de Paris",
    "siret": "26750045200011",
    "service_code": "DSI",
    "payment_days": 50,
    "address": {"line": "55 boulevard Diderot", "postcode": "75012", "city": "Paris", "country": "FR"},
}


class NothingStored:
    """A database with nothing in it: what a unit knows is what was put into it."""

    service = "billing"

    def generation(self) -> str:
        return ""

    def find_each(self, wanted: Sequence[Wanted], *_: object, **__: object) -> list[list[dict[str, Any]]]:
        return [[] for _ in wanted]

    def find(self, *_: object) -> Iterator[dict[str, Any]]:
        return iter(())

    def ids(self, *_: object) -> list[str]:
        return []


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def item(kind: str, price: str, unit: str, **more: Any) -> dict[str, Any]:
    return {"kind": kind, "label": kind, "unit": unit, "unit_price": price, "vat": "20.0", **more}


class Billing:
    """The service as a story needs it: what is heard, what is asked, what was told."""

    def __init__(self, now: str = "2026-01-01T00:00:00") -> None:
        self.unit: BillingUnit = BillingUnit(cast("Store[Any]", NothingStored()), utc(now))

    def at(self, now: str) -> Billing:
        self.unit.now = utc(now)
        return self

    @property
    def told(self) -> list[Event]:
        return [raised.event for raised in self.unit.raised]

    # -- asked

    def tenant(self, id: str = "ap-hp", **more: Any) -> Billing:
        tenants.register_tenant(RegisterTenant.model_validate({**AP_HP, "id": id, **more}), self.unit)
        return self

    def contract(self, *items: dict[str, Any], since: str = "2026-01-01", tenant: str = "ap-hp", **more: Any) -> str:
        body = {"tenant": tenant, "from": since, "engagement": "4500012345", "items": list(items), **more}
        return contracts.agree_contract(AgreeContract.model_validate(body), self.unit).id

    def run(self, period: str, **more: Any) -> RunView:
        return runs.run_month(StartRun.model_validate({"period": period, **more}), self.unit, declared.PRESS.check)

    def invoice(self, number: str) -> Invoice:
        return self.unit.invoices.need(number)

    def credit(self, number: str, why: str = "Erreur de facturation", **more: Any) -> InvoiceView:
        return invoices.credit_note(
            number, CreditInvoice.model_validate({"why": why, **more}), self.unit, declared.PRESS.check
        )

    def pays(self, number: str, amount: str, on: str, reference: str = "VIR-1") -> ReceivableView:
        body = {"reference": reference, "received_on": on, "amount": amount}
        return debts.enter_payment(number, EnterPayment.model_validate(body), self.unit)

    def index(self, name: str, on: str, value: str) -> IndexView:
        body = {"name": name, "on": on, "value": value, "source": "Banque de France"}
        return debts.enter_index(EnterIndex.model_validate(body), self.unit)

    # -- heard

    def hour(self, source: str, begin: datetime, frm: str, until: str, estimated: bool = False) -> None:
        a, b = Decimal(frm), Decimal(until)
        event = MeterHourClosed(
            time=begin + timedelta(hours=1),
            source=source,
            from_=begin,
            until=begin + timedelta(hours=1),
            register_from=a,
            register_until=b,
            kwh=b - a,
            estimated=estimated,
        )
        keeping.keep_meter_hour(event, self.unit)

    def corrected(self, source: str, begin: datetime, frm: str, until: str, kwh: str, exchanged: bool = False) -> None:
        event = MeterHourCorrected(
            time=begin + timedelta(hours=1),
            source=source,
            from_=begin,
            until=begin + timedelta(hours=1),
            register_from=Decimal(frm),
            register_until=Decimal(until),
            kwh=Decimal(kwh),
            estimated=False,
            exchanged=exchanged,
        )
        keeping.keep_meter_hour(event, self.unit)

    def hours(self, source: str, start: datetime, end: datetime, register: str, each: str) -> Decimal:
        """Closes every hour from `start` to `end`, the same kWh in each; returns the register at the end."""
        at, reading = start, Decimal(register)
        while at < end:
            self.hour(source, at, str(reading), str(reading + Decimal(each)))
            at, reading = at + timedelta(hours=1), reading + Decimal(each)
        return reading

    def month_of_hours(self, source: str, month: str, register: str = "1000", each: str = "1") -> Decimal:
        whole = Month.parse(month)
        return self.hours(source, whole.start, whole.end, register, each)

    def heat(self, source: str, month: str, each: str) -> None:
        whole = Month.parse(month)
        at, reading = whole.start, Decimal(0)
        while at < whole.end:
            until = at + timedelta(hours=1)
            event = HeatHourClosed(
                time=until,
                source=source,
                from_=at,
                until=until,
                register_from=reading,
                register_until=reading + Decimal(each),
                kwh=Decimal(each),
                estimated=False,
            )
            keeping.keep_heat_hour(event, self.unit)
            at, reading = until, reading + Decimal(each)

    def demand(self, source: str, begin: str, kw: str, *halves: str) -> None:
        at = utc(begin)
        event = DemandClosed(
            time=at + timedelta(minutes=10), source=source, from_=at, kw=Decimal(kw), halves=_halves(*halves)
        )
        keeping.keep_demand(event, self.unit)

    def demand_corrected(self, source: str, begin: str, kw: str, *halves: str) -> None:
        at = utc(begin)
        event = DemandCorrected(
            time=at + timedelta(minutes=10), source=source, from_=at, kw=Decimal(kw), halves=_halves(*halves)
        )
        keeping.keep_demand(event, self.unit)

    def stored(self, day: date, peak_bytes: int, revision: int = 1, tenant: str = "ap-hp") -> None:
        event = TenantDayClosed(time=self.unit.now, tenant=tenant, day=day, peak_bytes=peak_bytes, revision=revision)
        keeping.keep_storage_day(event, self.unit)

    def visit(self, id: str, ended: str, minutes: int = 60, tenant: str | None = "ap-hp") -> None:
        keeping.keep_visit(VisitEnded(time=utc(ended), visit=id, tenant=tenant, minutes=minutes), self.unit)


def _halves(*kw: str) -> tuple[Decimal, Decimal] | None:
    if not kw:
        return None
    first, last = map(Decimal, kw)
    return first, last


def lines_of(invoice: Invoice) -> list[tuple[str, str, str]]:
    """Each line as (kind, quantity, net)."""
    return [(line.kind, str(line.quantity), str(line.net)) for line in invoice.lines]


def stored_again(unit: Unit) -> None:
    """Every document of the story goes to its stored shape and back unchanged."""
    for collection in unit.collections().values():
        for entity in unit.values(collection):
            document = collection.to_document(entity, 1)
            assert collection.from_document(document) == (entity, {})
