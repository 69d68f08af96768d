"""Tables that leave the service: lines of invoices, usage, accounting entries; as CSV, or as Parquet by the press."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Generic, TypeVar

from libs.events import Value
from services.billing.document.units import unit_of
from services.billing.domain.entry import Entry
from services.billing.domain.invoice import Invoice
from services.billing.domain.line import Line
from services.billing.domain.rating import RatedItem, Rating

R = TypeVar("R")


class Type(StrEnum):
    TEXT = "text"
    DAY = "day"
    DECIMAL = "decimal"
    COUNT = "count"
    FLAG = "flag"


class Column(Value, Generic[R]):
    name: str
    type: Type
    of: Callable[[R], Any]


class Table(Value):
    """`rows` hold texts, as CSV has them; an empty one is no value."""

    names: tuple[str, ...]
    types: tuple[Type, ...]
    rows: tuple[tuple[str, ...], ...]

    @classmethod
    def of(cls, columns: Sequence[Column[R]], rows: Iterable[R]) -> Table:
        texts = tuple(tuple(_text(column.of(row)) for column in columns) for row in rows)
        return cls(tuple(c.name for c in columns), tuple(c.type for c in columns), texts)

    def csv(self) -> bytes:
        """For machines: RFC 4180, a point in decimals."""
        written = io.StringIO()
        writer = csv.writer(written)
        writer.writerows((self.names, *self.rows))
        return written.getvalue().encode()


LINES: tuple[Column[tuple[Invoice, Line]], ...] = (
    Column("number", Type.TEXT, lambda row: row[0].id),
    Column("type", Type.TEXT, lambda row: row[0].type),
    Column("tenant", Type.TEXT, lambda row: row[0].tenant),
    Column("period", Type.TEXT, lambda row: row[0].period),
    Column("issued_on", Type.DAY, lambda row: row[0].issued_on),
    Column("due_on", Type.DAY, lambda row: row[0].due_on),
    Column("cancels", Type.TEXT, lambda row: row[0].cancels),
    Column("line", Type.COUNT, lambda row: row[1].n),
    Column("kind", Type.TEXT, lambda row: row[1].kind),
    Column("item_kind", Type.TEXT, lambda row: row[1].item_kind),
    Column("used_in", Type.TEXT, lambda row: row[1].period),
    Column("contract", Type.TEXT, lambda row: row[1].contract),
    Column("label", Type.TEXT, lambda row: row[1].label),
    Column("quantity", Type.DECIMAL, lambda row: row[1].quantity),
    Column("unit", Type.TEXT, lambda row: row[1].unit),
    Column("unit_price", Type.DECIMAL, lambda row: row[1].unit_price),
    Column("net", Type.DECIMAL, lambda row: row[1].net),
    Column("vat_rate", Type.DECIMAL, lambda row: row[1].vat_rate),
)
"""A row a line; a credit note's amounts are positive, as on the note."""

USAGE: tuple[Column[tuple[Rating, RatedItem]], ...] = (
    Column("tenant", Type.TEXT, lambda row: row[0].tenant),
    Column("period", Type.TEXT, lambda row: row[0].month),
    Column("revision", Type.COUNT, lambda row: row[0].revision),
    Column("invoice", Type.TEXT, lambda row: row[0].invoice),
    Column("contract", Type.TEXT, lambda row: row[1].contract),
    Column("item", Type.COUNT, lambda row: row[1].item),
    Column("kind", Type.TEXT, lambda row: row[1].kind.value),
    Column("label", Type.TEXT, lambda row: row[1].label),
    Column("first_day", Type.DAY, lambda row: row[1].first_day),
    Column("last_day", Type.DAY, lambda row: row[1].last_day),
    Column("metered", Type.DECIMAL, lambda row: row[1].metered),
    Column("included", Type.DECIMAL, lambda row: row[1].included),
    Column("quantity", Type.DECIMAL, lambda row: row[1].quantity),
    Column("unit", Type.TEXT, lambda row: row[1].unit),
    Column("complete", Type.FLAG, lambda row: row[1].complete),
)
"""A row an item of a month that was rated."""

ENTRIES: tuple[Column[Entry], ...] = (
    Column("on", Type.DAY, lambda entry: entry.on),
    Column("journal", Type.TEXT, lambda entry: entry.journal),
    Column("document", Type.TEXT, lambda entry: entry.document),
    Column("account", Type.TEXT, lambda entry: entry.account),
    Column("tenant", Type.TEXT, lambda entry: entry.tenant),
    Column("label", Type.TEXT, lambda entry: entry.label),
    Column("debit", Type.DECIMAL, lambda entry: entry.debit),
    Column("credit", Type.DECIMAL, lambda entry: entry.credit),
)


def for_people(invoice: Invoice) -> bytes:
    """The lines of an invoice as a French spreadsheet opens them: semicolons, decimal commas, a mark of UTF-8."""
    written = io.StringIO()
    writer = csv.writer(written, delimiter=";")
    writer.writerow(("N°", "Désignation", "Mois", "Quantité", "Unité", "Prix unitaire HT", "TVA %", "Montant HT"))
    for line in invoice.lines:
        figures = [_french(value) for value in (line.quantity, line.unit_price, line.vat_rate.normalize(), line.net)]
        unit = unit_of(line.unit).printed
        writer.writerow((line.n, line.label, line.period, figures[0], unit, *figures[1:]))
    for label, amount in (
        ("Total HT", invoice.totals.net), ("Total TVA", invoice.totals.vat_total), ("Total TTC", invoice.totals.gross),
    ):  # fmt: skip
        writer.writerow(("", label, "", "", "", "", "", _french(amount)))
    return b"\xef\xbb\xbf" + written.getvalue().encode()


def _french(value: Decimal) -> str:
    """Without spaces between thousands: a spreadsheet takes them for text."""
    return f"{value:f}".replace(".", ",")


def _text(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case Decimal():
            return f"{value:f}"
        case date():
            return value.isoformat()
        case _:
            return str(value)
