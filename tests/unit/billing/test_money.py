"""Money against a slow model in fractions, and by hand."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from services.billing.domain.money import FRENCH_VAT_RATES, Totals, cents, line_net, thousandths

QUANTITIES = st.decimals("-9999999", "9999999", places=3)
PRICES = st.decimals("0", "99999", places=6)
RATES = st.sampled_from(FRENCH_VAT_RATES)


def half_up(value: Fraction, places: int) -> Fraction:
    """The model: ties go away from zero."""
    scaled = abs(value) * 10**places
    rounded = Fraction(math.floor(scaled + Fraction(1, 2)), 10**places)
    return rounded if value >= 0 else -rounded


def test_halves_go_up_and_negative_halves_down() -> None:
    assert cents(Decimal("2.345")) == Decimal("2.35")
    assert cents(Decimal("-2.345")) == Decimal("-2.35")
    assert cents(Decimal("2.3449999")) == Decimal("2.34")
    assert thousandths(Decimal("0.0005")) == Decimal("0.001")


def test_nothing_is_zero_and_never_minus_zero() -> None:
    assert str(cents(Decimal("-0.001"))) == "0.00"
    assert str(thousandths(Decimal("-0"))) == "0.000"


def test_a_line_by_hand() -> None:
    # 744.125 kWh x 0.1834 EUR = 136.4725... -> 136.47
    assert line_net(Decimal("744.125"), Decimal("0.1834")) == Decimal("136.47")


def test_vat_is_taken_on_the_sum_of_a_rate_not_on_each_line() -> None:
    # three lines of 0.33 at 20 %: 0.99 x 0.2 = 0.198 -> 0.20; line by line it would be 3 x 0.07 = 0.21
    totals = Totals.of([(Decimal("0.33"), Decimal("20.0"))] * 3)
    assert (totals.net, totals.vat_total, totals.gross) == (Decimal("0.99"), Decimal("0.20"), Decimal("1.19"))


def test_each_rate_has_its_own_vat_the_highest_first() -> None:
    totals = Totals.of([(Decimal("10.00"), Decimal("5.5")), (Decimal("100.00"), Decimal("20.0"))])
    assert [(str(v.rate), str(v.base), str(v.amount)) for v in totals.vat] == [
        ("20.0", "100.00", "20.00"),
        ("5.5", "10.00", "0.55"),
    ]
    assert totals.gross == Decimal("130.55")


@given(QUANTITIES, PRICES)
def test_a_line_is_what_fractions_say(quantity: Decimal, price: Decimal) -> None:
    assert Fraction(line_net(quantity, price)) == half_up(Fraction(quantity) * Fraction(price), 2)


@given(st.lists(st.tuples(QUANTITIES, PRICES, RATES), max_size=30))
def test_totals_are_the_sums_of_their_lines(lines: list[tuple[Decimal, Decimal, Decimal]]) -> None:
    nets = [(line_net(quantity, price), rate) for quantity, price, rate in lines]
    totals = Totals.of(nets)
    for vat in totals.vat:
        base = sum((Fraction(net) for net, rate in nets if rate == vat.rate), Fraction(0))
        assert Fraction(vat.base) == base
        assert Fraction(vat.amount) == half_up(base * Fraction(vat.rate) / 100, 2)
    assert totals.net == sum((net for net, _ in nets), Decimal(0))
    assert totals.vat_total == sum((vat.amount for vat in totals.vat), Decimal(0))
    assert totals.gross == totals.net + totals.vat_total
    assert len({vat.rate for vat in totals.vat}) == len(totals.vat)
