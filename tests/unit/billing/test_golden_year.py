"""A year of two tenants worked out by hand: every line, every total, every number, and every document passes.

In 2028: a leap February, two nights of changed clocks, a meter exchanged, a new price, late usage, a tenant who leaves
on the 17th, and a credit note in the next year.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from functools import cache

from services.billing.domain.month import Month
from tests.unit.billing.story import Billing, item, lines_of, utc
from tests.unit.billing.test_documents import passes

AP_HP = """
month    hours  kWh x 2.5  price   energy   racks  committed   late     net    VAT 20 %
2028-01    744   1860.000   0.10   186.00  620.00     145.00            951.00   190.20
2028-02    696   1740.000   0.10   174.00  620.00     145.00            939.00   187.80
2028-03    743   1857.500   0.10   185.75  620.00     145.00            950.75   190.15
2028-04    720   1800.000   0.10   180.00  620.00     145.00            945.00   189.00
2028-05    744   1860.000   0.10   186.00  620.00     145.00            951.00   190.20
2028-06    720   1800.000   0.10   180.00  620.00     145.00            945.00   189.00
2028-07    744   1860.000   0.12   223.20  620.00     145.00            988.20   197.64
2028-08    744   1860.000   0.12   223.20  620.00     145.00  10.00     998.20   199.64
2028-09    720   1800.000   0.12   216.00  620.00     145.00            981.00   196.20
2028-10    745   1862.500   0.12   223.50  620.00     145.00            988.50   197.70
2028-11    720   1800.000   0.12   216.00  620.00     145.00            981.00   196.20
2028-12    744   1860.000   0.12   223.20  620.00     145.00            988.20   197.64
2029-01    744   1860.000   0.12   223.20  620.00     145.00 981.00    1969.20   393.84
"""
"""Late: 100 kWh of June at June's price, told in August; November again, whose invoice was credited in January."""

EAU_DE_PARIS = """
month    fixed   month x 640    TB   x 8.20  visits 10 %     net      VAT
2028-01  1.000       640.00  10.000   82.00                  722.00   144.40
2028-02  1.000       640.00  10.000   82.00        45.00     767.00   148.90
2028-03  1.000       640.00  10.000   82.00                  722.00   144.40
2028-04  1.000       640.00  10.000   82.00                  722.00   144.40
2028-05  1.000       640.00  10.000   82.00                  722.00   144.40
2028-06  1.000       640.00  10.000   82.00                  722.00   144.40
2028-07  1.000       640.00  10.000   82.00                  722.00   144.40
2028-08  1.000       640.00  10.000   82.00                  722.00   144.40
2028-09  0.567       362.88   5.667   46.47                  409.35    81.87
"""
"""In September 17 of 30 days: 17 / 30 = 0.567, and 17 x 10 TB / 30 = 5.667."""

MONTHS = [f"2028-{n:02}" for n in range(1, 13)]
TB = 10**12


def table(text: str) -> dict[str, list[str]]:
    """The rows by their month: the figures, without what stands in a row of its own."""
    rows = [line.split() for line in text.strip().splitlines()[1:]]
    return {row[0]: row[1:] for row in rows}


def energy(price: str) -> dict[str, object]:
    return item("energy", price, "kWh", sources=["a1"])


def hours_of_the_year(billing: Billing) -> None:
    """2.5 kWh each; on 15 May at noon the meter is exchanged: the register goes on from 7."""
    exchanged, end = utc("2028-05-15T10:00"), Month.parse("2029-01").end
    billing.hours("a1", Month.parse("2028-01").start, exchanged, "50000", "2.5")
    billing.hours("a1", exchanged, end, "7", "2.5")


@cache
def played() -> Billing:
    billing = Billing("2028-01-01T08:00:00").tenant().tenant("eau-de-paris", name="Eau de Paris", payment_days=30)
    racks = item("rack", "310.00", "rack-month", racks=["r1", "r2"])
    committed = item("committed_power", "14.50", "kW", committed_kw="10")
    billing.contract(energy("0.10"), racks, committed, since="2028-01-01", until="2028-06-30")
    billing.contract(energy("0.12"), racks, committed, since="2028-07-01")
    billing.contract(
        item("fixed", "640.00", "month"),
        item("storage", "8.20", "TB-month"),
        item("visit", "45.00", "visit", vat="10.0"),
        since="2028-01-01", until="2028-09-17", tenant="eau-de-paris",
    )  # fmt: skip
    hours_of_the_year(billing)
    for n in range(366):
        billing.stored(date(2028, 1, 1) + timedelta(days=n), 10 * TB, tenant="eau-de-paris")
    billing.visit("v1", "2028-02-29T10:00", tenant="eau-de-paris")
    for month in MONTHS:
        billing.unit.now = Month.parse(month).next.start.replace(hour=8) + timedelta(days=1)
        if month == "2028-08":  # an hour of June told again, with 100 kWh more
            register = Decimal(7) + Decimal("2.5") * int((utc("2028-06-10T10:00") - utc("2028-05-15T10:00")).days * 24)
            billing.hour("a1", utc("2028-06-10T10:00"), str(register), str(register + Decimal("102.5")))
        billing.run(month)
    billing.at("2029-01-15T08:00:00").credit("2028-000020", why="Contestation de l'AP-HP")
    billing.at("2029-02-02T08:00:00").run("2029-01")
    return billing


def invoice_of(tenant: str, month: str) -> str:
    (number,) = [i.id for i in played().unit.invoices.where(tenant=tenant, period=month) if i.cancels is None]
    return number


def test_ap_hp_month_by_month() -> None:
    for month, row in table(AP_HP).items():
        hours, kwh, _, net_of_energy, racks, committed, *late, net, vat = row
        invoice = played().invoice(invoice_of("ap-hp", month))
        lines = lines_of(invoice)
        assert lines[:3] == [
            ("energy", kwh, net_of_energy), ("rack", "2.000", racks), ("committed_power", "10.000", committed),
        ], month  # fmt: skip
        assert Decimal(kwh) == Decimal(hours) * Decimal("2.5")
        assert invoice.lines[0].registers[0].hours == int(hours)
        assert sum(line.net for line in invoice.lines[3:]) == Decimal(late[0] if late else 0), month
        assert (str(invoice.totals.net), str(invoice.totals.vat_total)) == (net, vat), month


def test_eau_de_paris_until_the_17th_of_september() -> None:
    for month, row in table(EAU_DE_PARIS).items():
        fixed, net_of_fixed, stored, net_of_stored, *visits, net, vat = row
        invoice = played().invoice(invoice_of("eau-de-paris", month))
        told = [("fixed", fixed, net_of_fixed), ("storage", stored, net_of_stored)]
        visit = ("visit", "1.000", visits[0]) if visits else ("visit", "0.000", "0.00")
        assert lines_of(invoice) == [*told, visit], month
        assert (str(invoice.totals.net), str(invoice.totals.vat_total)) == (net, vat), month
    assert played().unit.invoices.where(tenant="eau-de-paris", period="2028-10") == []


def test_the_numbers_of_both_years_and_their_ledgers() -> None:
    documents = played().unit.invoices.where()
    # 9 months of two tenants, October and November of one; December, the credit note, and January
    assert [one.id for one in documents] == [
        *(f"2028-{n:06}" for n in range(1, 21)), *(f"2029-{n:06}" for n in range(1, 4)),
    ]  # fmt: skip
    ledgers = {ledger.id: (str(ledger.invoiced), str(ledger.credited)) for ledger in played().unit.ledgers.where()}
    # 10,618.65 of AP-HP and 6,230.35 of Eau de Paris; 988.20 and 1,969.20
    assert ledgers == {"2028": ("16849.00", "0.00"), "2029": ("2957.40", "981.00")}


def test_the_credit_note_of_the_next_year_names_the_invoice_of_the_last() -> None:
    note = played().invoice("2029-000002")
    assert (note.type, note.cancels, str(note.cancels_issued_on)) == ("381", "2028-000020", "2028-12-01")
    assert str(note.totals.gross) == "1177.20"
    again = played().invoice("2029-000003").lines[3:]
    assert [(line.kind, line.period, str(line.net)) for line in again] == [
        ("adjustment", "2028-11", "216.00"), ("adjustment", "2028-11", "620.00"), ("adjustment", "2028-11", "145.00"),
    ]  # fmt: skip


def test_every_document_of_the_year_passes() -> None:
    for document in played().unit.invoices.where():
        passes(played(), document.id)
