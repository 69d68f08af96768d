"""March 2026 of one tenant, from registers, samples and visits to an invoice that was worked out by hand.

             used                                                      quantity      price       net
energy       e01-a 743 h x 2 kW = 1486; e01-b 743 h x 1.5 kW = 1114.5  2600.500    0.1834     476.93
committed                                                                 2.500   14.50        36.25
overage      4.8 + 1.5 kW at 12:00 on the 10th, less 2.5                  3.800   29.00       110.20
storage      (15 d x 10 TB + 16 d x 40 TB) / 31                          25.484   11.80       300.71
racks                                                                     2.000  310.00       620.00
visits       3, one of them included                                      2.000   45.00        90.00
fixed                                                                     1.000 1850.00      1850.00
heat         743 h x 10 kW, given back                                -7430.000    0.0031     -23.03
                                                                                             3461.06
VAT 20 %                                                                                      692.21
                                                                                             4153.27
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from libs.testing.running import until
from tests.integration.services.house import House, Json
from tests.integration.services.plans import TB

BEGIN = datetime(2026, 2, 28, 23, tzinfo=UTC)
END = datetime(2026, 3, 31, 22, tzinfo=UTC)
HOURS = 743  # the night of the 29th has an hour less
NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
PATIENCE = 120.0


@pytest.fixture(scope="module")
def march(house: House) -> House:
    """Everything that was used is known to billing."""
    read_meters(house)
    house.sample("ap-hp-imaging", (datetime(2026, 3, 1, 9, tzinfo=UTC), 10 * TB))
    house.sample("ap-hp-imaging", (datetime(2026, 3, 16, 9, tzinfo=UTC), 40 * TB))
    for day in (3, 12, 30):
        came = datetime(2026, 3, day, 9, tzinfo=UTC)
        house.visit("ap-hp", came, came + timedelta(minutes=90))
    until(lambda: all_known(house), "the usage of March", PATIENCE)
    return house


def read_meters(house: House) -> None:
    # e01-a: every hour, and every ten minutes of one hour, whose first ten minutes take 0.8 of its 2 kWh
    hours = [(BEGIN + timedelta(hours=n), Decimal(1000 + 2 * n)) for n in range(HOURS + 1)]
    at_noon = next(register for at, register in hours if at == NOON)
    tenths = [
        (NOON + timedelta(minutes=10 * n), at_noon + grown)
        for n, grown in enumerate(map(Decimal, ("0.8", "1.0", "1.2", "1.4", "1.6")), start=1)
    ]
    house.meter("e01-a", "energy", *((at, f"{register:f}") for at, register in sorted(hours + tenths)))
    # e01-b: at both ends alone, and its register of six digits rolls over; its power for ten minutes
    house.meter("e01-b", "energy", (BEGIN, "999500"))
    powers = [(NOON + timedelta(minutes=minutes), kw) for minutes, kw in ((0, "1.4"), (5, "1.6"), (10, "1.0"))]
    house.meter("e01-b", "power", *powers)
    house.meter("e01-b", "energy", (END, "614.5"))
    house.meter("heat-exchanger", "heat", (BEGIN, "5000"), (END, f"{5000 + 10 * HOURS}"))


def usage(house: House) -> dict[str, Json]:
    lines = house.get("billing", "/v1/tenants/ap-hp/usage", period="2026-03")["lines"]
    return {line["kind"]: line for line in lines}


def all_known(house: House) -> bool:
    known = usage(house)
    complete = all(known[kind]["complete"] for kind in ("energy", "heat_credit", "storage"))
    return complete and known["visit"]["quantity"] == "3.000" and known["overage_power"]["quantity"] == "3.800"


def test_register_readings_become_closed_hours_and_billed_energy(march: House) -> None:
    hours = march.items("power", "/v1/sources/e01-b/hours")
    assert len(hours) == HOURS
    assert all(hour["estimated"] for hour in hours)
    assert sum(Decimal(hour["kwh"]) for hour in hours) == Decimal("1114.500")
    exact = march.items("power", "/v1/sources/e01-a/hours")
    assert {(hour["kwh"], hour["estimated"]) for hour in exact} == {("2.000", False)}
    energy = usage(march)["energy"]
    assert (energy["quantity"], energy["unit"], energy["complete"]) == ("2600.500", "kWh", True)


def test_samples_become_closed_days_and_billed_terabyte_months(march: House) -> None:
    stored = march.get("storage", "/v1/tenants/ap-hp/usage", period="2026-03")
    peaks = {day["day"]: day["peak_bytes"] // TB for day in stored["daily_peaks"]}
    assert [peaks["2026-03-01"], peaks["2026-03-15"], peaks["2026-03-16"], peaks["2026-03-31"]] == [10, 10, 40, 40]
    assert stored["complete"]
    assert usage(march)["storage"]["quantity"] == "25.484"


def test_visits_that_ended_become_usage(march: House) -> None:
    assert usage(march)["visit"]["quantity"] == "3.000"
    assert usage(march)["visit"]["complete"]


def test_the_run_issues_the_invoice_worked_out_by_hand(march: House) -> None:
    run = march.post("billing", "/v1/runs", {"period": "2026-03", "tenants": ["ap-hp"]}, "billing", 201)
    (number,) = run["invoices"]
    invoice = march.get("billing", f"/v1/invoices/{number}", "tenant:ap-hp")
    assert [(line["kind"], line["quantity"], line["unit_price"], line["net"]) for line in invoice["lines"]] == [
        ("energy", "2600.500", "0.1834", "476.93"),
        ("committed_power", "2.500", "14.50", "36.25"),
        ("overage_power", "3.800", "29.00", "110.20"),
        ("storage", "25.484", "11.80", "300.71"),
        ("rack", "2.000", "310.00", "620.00"),
        ("visit", "2.000", "45.00", "90.00"),
        ("fixed", "1.000", "1850.00", "1850.00"),
        ("heat_credit", "-7430.000", "0.0031", "-23.03"),
    ]
    assert [line["n"] for line in invoice["lines"]] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert invoice["vat"] == [{"rate": "20.0", "base": "3461.06", "amount": "692.21"}]
    assert [invoice[total] for total in ("net_total", "vat_total", "gross_total")] == ["3461.06", "692.21", "4153.27"]
    assert (invoice["type"], invoice["tenant"], invoice["period"]) == ("380", "ap-hp", "2026-03")
    assert (invoice["issued_on"], invoice["due_on"]) == ("2026-04-02", "2026-05-22")  # 50 days

    # -- its energy leads down to the registers
    line = march.get("billing", f"/v1/invoices/{number}/lines/1", source="e01-b")
    (meter,) = line["sources"]
    assert (meter["register_from"], meter["register_until"], meter["kwh"]) == ("999500.000", "614.500", "1114.500")

    # -- a second run of the month, whoever asks and however, names it and issues none
    before = {one["number"] for one in march.items("billing", "/v1/invoices")}
    again = march.post("billing", "/v1/runs", {"period": "2026-03", "tenants": ["ap-hp"]}, "admin", 201)
    assert again["invoices"] == [number]
    assert again["id"] != run["id"]
    assert {one["number"] for one in march.items("billing", "/v1/invoices")} == before

    # -- and the console has it among what was issued this month
    overview = march.get("console", "/v1/overview")
    until(
        lambda: number in [one["number"] for one in march.get("console", "/v1/overview")["invoicing"]["issued"]],
        f"the console shows {number}",
    )
    assert overview["invoicing"]["month"] == "2026-04"


def test_a_month_that_is_not_over_is_not_closed(march: House) -> None:
    refused = march.running.post("billing", "/v1/runs", {"period": "2026-04"}, "billing")
    assert refused.status_code == 409
