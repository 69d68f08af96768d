"""What is owed day by day: payments, credit notes, and what being late costs, against a slow model in fractions."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.events import Refused
from libs.http import Caller, Page
from services.billing.domain.interest import Late, late
from services.billing.domain.receivable import Credit, Payment, Receivable
from services.billing.events import PaymentReceived
from services.billing.routes import debts, invoices
from services.billing.views_of_debts import ReceivableView
from tests.unit.billing.story import Billing, item

CITY = Caller("billing", "billing")


def invoiced() -> Billing:
    """120.00 EUR with VAT, issued 2026-02-02, due 50 days later: on 2026-03-24."""
    billing = Billing().tenant()
    billing.contract(item("fixed", "100.00", "month"))
    billing.at("2026-02-02T08:00:00").run("2026-01")
    return billing


def owed(billing: Billing, as_of: date | None = None) -> ReceivableView:
    return debts.one_receivable("2026-000001", billing.unit, CITY, as_of)


def reminded(billing: Billing) -> list[str]:
    page = debts.receivables(billing.unit, Page("", 100), CITY, None, overdue=True)
    return [one.number for one in page.items]


def test_who_pays_in_time_owes_nothing_more() -> None:
    billing = invoiced().at("2026-03-24T10:00:00")
    assert (owed(billing).outstanding, owed(billing).late, reminded(billing)) == (Decimal("120.00"), None, [])
    view = billing.pays("2026-000001", "120.00", "2026-03-24")
    told = billing.told[-1]
    assert isinstance(told, PaymentReceived)
    assert (told.key, str(told.amount), str(told.outstanding)) == ("2026-000001", "120.00", "0.00")
    assert (view.settled, str(view.outstanding)) == (True, "0.00")
    assert invoices.invoice("2026-000001", billing.unit, CITY).status == "paid"
    assert owed(billing.at("2026-06-01T08:00:00")).late is None
    assert reminded(billing) == []


def test_who_pays_late_owes_interest_from_the_day_after_and_forty_euros() -> None:
    billing = invoiced().at("2026-04-24T08:00:00")
    billing.index("ecb-main", "2025-06-11", "2.15")
    billing.index("ecb-main", "2026-02-01", "2.40")  # after the first of January: not that of the half-year
    assert reminded(billing) == ["2026-000001"]
    billing.pays("2026-000001", "50.00", "2026-04-03")
    view = owed(billing)
    assert view.late is not None
    # 25 March to 3 April, that day too: 10 days of 120.00; 4 to 24 April: 21 days of 70.00
    # (1200 + 1470) x 10.15 % / 365 = 0.74247
    assert (view.late.days, str(view.late.rate), str(view.late.interest)) == (31, "10.15", "0.74")
    assert (str(view.late.flat), view.late.day_count, str(view.late.rate_of)) == ("40.00", "actual/365", "2026-01-01")
    billing.pays("2026-000001", "70.00", "2026-04-24", reference="VIR-2")
    # -- paid: interest no longer grows, and nobody is reminded
    assert owed(billing.at("2026-08-01T08:00:00")).late == view.late
    assert reminded(billing) == []


def test_a_delay_that_begins_in_july_has_the_rate_of_july() -> None:
    billing = Billing("2026-05-12T08:00:00").tenant()
    billing.contract(item("fixed", "100.00", "month"))
    billing.run("2026-04")
    billing.index("ecb-main", "2026-01-01", "2.15")
    billing.at("2026-07-02T08:00:00")  # due on 1 July: late from the 2nd
    view = owed(billing)
    assert view.late is not None
    assert (str(view.due_on), str(view.late.rate_of)) == ("2026-07-01", "2026-07-01")


def test_without_a_rate_the_interest_is_not_known_and_is_said_so() -> None:
    view = owed(invoiced().at("2026-03-25T08:00:00"))
    assert view.late is not None
    assert (view.late.rate, view.late.interest, str(view.late.flat)) == (None, None, "40.00")


def test_a_credit_note_lessens_what_is_owed_and_may_leave_something_to_pay_back() -> None:
    billing = invoiced().at("2026-02-10T08:00:00")
    billing.credit("2026-000001", lines=[{"n": 1, "net": "25.00"}])
    assert str(owed(billing).outstanding) == "90.00"
    billing.pays("2026-000001", "90.00", "2026-02-10")
    billing.credit("2026-000001")
    view = owed(billing)
    assert (view.settled, str(view.outstanding), str(view.credited)) == (True, "-90.00", "120.00")


def test_a_payment_is_entered_once_and_what_is_wrong_with_it_is_said() -> None:
    billing = invoiced().at("2026-02-10T08:00:00")
    billing.pays("2026-000001", "20.00", "2026-02-10")
    told = len(billing.told)
    assert str(billing.pays("2026-000001", "20.00", "2026-02-10").outstanding) == "100.00"
    assert len(billing.told) == told
    for amount, on, reference, at, why in (
        ("21.00", "2026-02-10", "VIR-1", "/reference", "another payment has the reference VIR-1"),
        ("100.01", "2026-02-10", "VIR-2", "/amount", "100.00 EUR are owed of 2026-000001, not 100.01"),
        ("1.00", "2026-02-11", "VIR-2", "/received_on", "2026-02-11 is still to come"),
        ("1.00", "2026-02-01", "VIR-2", "/received_on", "2026-000001 was issued on 2026-02-02"),
        ("1.001", "2026-02-10", "VIR-2", "/amount", "1.001 is no amount of euros and cents above 0"),
        ("0", "2026-02-10", "VIR-2", "/amount", "0 is no amount of euros and cents above 0"),
    ):
        with pytest.raises(Refused) as refused:
            billing.pays("2026-000001", amount, on, reference)
        assert refused.value.faults == ((at, why),)


def test_nothing_is_owed_of_a_credit_note() -> None:
    billing = invoiced()
    billing.credit("2026-000001")
    with pytest.raises(Refused, match="2026-000002 is a credit note"):
        billing.pays("2026-000002", "1.00", "2026-02-02")


def test_an_index_is_entered_once_a_day() -> None:
    billing = Billing()
    billing.index("ecb-main", "2026-01-01", "2.15")
    told = len(billing.told)
    assert billing.index("ecb-main", "2026-01-01", "2.15").id == "ecb-main.2026-01-01"
    assert len(billing.told) == told
    with pytest.raises(Refused, match=r"ecb-main of 2026-01-01 is 2\.15 already"):
        billing.index("ecb-main", "2026-01-01", "2.40")


# -- against a slow model

DUE = date(2024, 1, 31)
"""Before a leap February."""
DAYS = st.integers(-40, 400).map(lambda n: DUE + timedelta(days=n))
CENTS = st.integers(1, 50_000).map(lambda n: Decimal(n) / 100)


def slow(owed: Receivable, on: date, ecb: Decimal) -> Decimal | None:
    """Day after day: what was owed the evening before, at 1/365 of the yearly rate."""
    day, interest, days = owed.due_on + timedelta(days=1), Fraction(0), 0
    while day <= on:
        less = sum((Fraction(amount) for when, amount in owed.changes() if when < day), Fraction(0))
        left = Fraction(owed.gross) - less
        if left > 0:
            days += 1
            interest += left * (Fraction(ecb) + 8) / 100 / 365
        day += timedelta(days=1)
    if not days:
        return None
    exact = Decimal(interest.numerator) / Decimal(interest.denominator)
    return exact.quantize(Decimal("0.01"), ROUND_HALF_UP)


@given(
    gross=CENTS,
    payments=st.lists(st.tuples(DAYS, CENTS), max_size=4),
    credits=st.lists(st.tuples(DAYS, CENTS), max_size=2),
    on=DAYS,
    ecb=st.decimals("0", "5", places=2),
)
def test_interest_is_that_of_a_slow_model(
    gross: Decimal, payments: list[tuple[date, Decimal]], credits: list[tuple[date, Decimal]], on: date, ecb: Decimal
) -> None:
    owed = Receivable(
        "2024-000001", "ap-hp", DUE - timedelta(days=50), DUE, gross,
        tuple(Payment(str(n), day, amount) for n, (day, amount) in enumerate(payments)),
        tuple(Credit(str(n), day, amount) for n, (day, amount) in enumerate(credits)),
    )  # fmt: skip
    found: Late | None = late(owed, on, ecb)
    assert (found.interest if found else None) == slow(owed, on, ecb)
