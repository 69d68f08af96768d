"""What leaves as tables: lines for people, invoices and usage for machines, entries that balance."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

import pyarrow.parquet as pq
import pytest

from libs.events import Refused
from libs.http import Caller
from services.billing.routes import exports
from tests.unit.billing.story import Billing
from tests.unit.billing.test_credit_notes import part
from tests.unit.billing.test_month_close import whole_january

CITY = Caller("billing", "billing")


def january() -> Billing:
    billing = whole_january()
    billing.run("2026-01")
    return billing


def read(content: bytes | memoryview) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(bytes(content).decode())))


def test_the_lines_of_an_invoice_open_in_a_french_spreadsheet() -> None:
    content = bytes(exports.lines_for_people("2026-000001", january().unit, CITY).body).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(content), delimiter=";"))
    assert rows[0] == ["N°", "Désignation", "Mois", "Quantité", "Unité", "Prix unitaire HT", "TVA %", "Montant HT"]
    assert rows[1] == ["1", "energy", "2026-01", "2225,372", "kWh", "0,1834", "20", "408,13"]
    assert rows[-1][1:] == ["Total TTC", "", "", "", "", "", "2439,74"]


def test_lines_and_usage_are_the_same_as_csv_and_as_parquet() -> None:
    billing = january()
    as_csv = read(exports.invoices_as_csv(billing.unit, CITY, "2026-01", "2026-02").body)
    table = pq.read_table(io.BytesIO(exports.invoices_as_parquet(billing.unit, CITY, "2026-01", "2026-02").body))
    rows = table.to_pylist()
    assert len(as_csv) == len(rows) == 8
    for text, row in zip(as_csv, rows, strict=True):
        assert (text["number"], text["label"], int(text["line"])) == (row["number"], row["label"], row["line"])
        assert Decimal(text["net"]) == row["net"]
        assert text["issued_on"] == row["issued_on"].isoformat()
        assert (text["cancels"], row["cancels"]) == ("", None)
    assert sum(row["net"] for row in rows) == Decimal("2040.62")
    usage = pq.read_table(io.BytesIO(exports.usage_as_parquet(billing.unit, CITY, "2026-01", "2026-01").body))
    assert usage.to_pylist()[0]["metered"] == Decimal("2325.372")
    told = read(exports.usage_as_csv(billing.unit, CITY, "2026-01", "2026-01").body)
    assert [row["complete"] for row in told] == [str(row["complete"]).lower() for row in usage.to_pylist()]


def test_of_no_month_there_are_the_columns_alone() -> None:
    empty = pq.read_table(io.BytesIO(exports.invoices_as_parquet(Billing().unit, CITY, "2026-01", "2026-01").body))
    assert (empty.num_rows, "net" in empty.column_names) == (0, True)


def test_a_tenant_exports_its_own() -> None:
    billing = january()
    assert read(exports.invoices_as_csv(billing.unit, Caller("x", "tenant:x", "x"), "2026-01", "2026-01").body) == []


def test_months_in_the_wrong_order_or_too_many_are_refused() -> None:
    for first, last, why in (("2026-02", "2026-01", "2026-01 is before 2026-02"), ("2000-01", "2026-01", "at most")):
        with pytest.raises(Refused, match=why):
            exports.invoices_as_csv(Billing().unit, CITY, first, last)


def test_entries_of_a_month_balance_document_by_document() -> None:
    billing = january()
    billing.credit("2026-000001", lines=[part(8, "40.00")])
    billing.pays("2026-000001", "1000.00", "2026-02-02")
    rows = read(exports.entries_as_csv(billing.unit, "2026-02").body)
    told = [(row["document"], row["journal"], row["account"], row["debit"], row["credit"]) for row in rows]
    assert told == [
        ("2026-000001", "BQ", "4111", "0.00", "1000.00"),
        ("2026-000001", "BQ", "515", "1000.00", "0.00"),
        ("2026-000001", "VT", "4111", "2439.74", "0.00"),
        ("2026-000001", "VT", "44571", "0.00", "390.12"),
        ("2026-000001", "VT", "44571", "0.00", "9.00"),
        ("2026-000001", "VT", "706", "0.00", "1950.62"),
        ("2026-000001", "VT", "706", "0.00", "90.00"),
        ("2026-000002", "VT", "4111", "0.00", "48.00"),
        ("2026-000002", "VT", "44571", "8.00", "0.00"),
        ("2026-000002", "VT", "706", "40.00", "0.00"),
    ]
    for document in {row["document"] for row in rows}:
        own = [row for row in rows if row["document"] == document]
        assert sum(Decimal(row["debit"]) for row in own) == sum(Decimal(row["credit"]) for row in own)
    assert read(exports.entries_as_csv(billing.unit, "2026-01").body) == []
