"""What leaves as tables: lines of invoices, usage, accounting entries."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from fastapi import Query, Response

from libs.events import Refused
from libs.http import Caller, Period, own
from libs.store import Between, Unavailable
from services.billing.bodies import Number
from services.billing.domain.entry import entries
from services.billing.domain.month import Month
from services.billing.routes.declared import OWN, PRESS, READ, OfMonth, api, file
from services.billing.store import BillingUnit
from services.billing.tables import ENTRIES, LINES, USAGE, Table, for_people

CSV, PARQUET = "text/csv", "application/vnd.apache.parquet"
MOST_MONTHS = 120
"""As long as invoices are kept. Source: screens.md, Duties [R]."""

First = Annotated[Period, Query(alias="from", description="The first month")]
Last = Annotated[Period, Query(alias="until", description="The last month")]


@api.get("/v1/invoices/{number}/lines.csv", scope=OWN, media=CSV)
def lines_for_people(number: Number, unit: BillingUnit, caller: Caller) -> Response:
    """The lines of an invoice as a French spreadsheet opens them."""
    return file(for_people(own(caller, unit.invoices, number)), f"{number}.csv", CSV)


@api.get("/v1/exports/invoices.csv", scope=OWN, media=CSV)
def invoices_as_csv(unit: BillingUnit, caller: Caller, first: First, last: Last) -> Response:
    """A row a line of every document of these months. A tenant's token sees its own."""
    return file(_lines(unit, caller, first, last).csv(), f"invoices-{first}-{last}.csv", CSV)


@api.get("/v1/exports/invoices.parquet", scope=OWN, media=PARQUET)
def invoices_as_parquet(unit: BillingUnit, caller: Caller, first: First, last: Last) -> Response:
    """The same as Parquet."""
    return _parquet(_lines(unit, caller, first, last), f"invoices-{first}-{last}.parquet")


@api.get("/v1/exports/usage.csv", scope=OWN, media=CSV)
def usage_as_csv(unit: BillingUnit, caller: Caller, first: First, last: Last) -> Response:
    """A row an item of every month of these that was rated. A tenant's token sees its own."""
    return file(_usage(unit, caller, first, last).csv(), f"usage-{first}-{last}.csv", CSV)


@api.get("/v1/exports/usage.parquet", scope=OWN, media=PARQUET)
def usage_as_parquet(unit: BillingUnit, caller: Caller, first: First, last: Last) -> Response:
    """The same as Parquet."""
    return _parquet(_usage(unit, caller, first, last), f"usage-{first}-{last}.parquet")


@api.get("/v1/exports/entries.csv", scope=READ, media=CSV)
def entries_as_csv(unit: BillingUnit, period: OfMonth) -> Response:
    """The accounting entries of a month: what was issued, credited and received in it."""
    month = Month.parse(period)
    issued = unit.invoices.where(issued_on=Between(month.first_day, month.next.first_day))
    owed = unit.receivables.where(issued_on=Between(None, month.next.first_day))
    found = entries(month, issued, owed)
    return file(Table.of(ENTRIES, found).csv(), f"entries-{period}.csv", CSV)


def _lines(unit: BillingUnit, caller: Caller, first: str, last: str) -> Table:
    whose = caller.narrowed(None)
    invoices = [i for month in _months(first, last) for i in unit.invoices.where(period=str(month), **whose)]
    return Table.of(LINES, ((invoice, line) for invoice in invoices for line in invoice.lines))


def _usage(unit: BillingUnit, caller: Caller, first: str, last: str) -> Table:
    whose = caller.narrowed(None)
    ratings = [r for month in _months(first, last) for r in unit.ratings.where(month=str(month), **whose)]
    return Table.of(USAGE, ((rating, item) for rating in ratings for item in rating.items))


def _months(first: str, last: str) -> Iterator[Month]:
    month, end = Month.parse(first), Month.parse(last)
    if end < month:
        raise Refused("invalid", f"{last} is before {first}", "/query/until")
    for _ in range(MOST_MONTHS):
        yield month
        if month == end:
            return
        month = month.next
    raise Refused("invalid", f"{MOST_MONTHS} months at most are told at once", "/query/until")


def _parquet(table: Table, name: str) -> Response:
    written = PRESS.parquet(table)
    if written is None:
        raise Unavailable(f"{name} cannot be made now")
    return file(written, name, PARQUET)
