"""Exact money: Decimal, half-up, VAT on the sum of each rate. Source: public-face.md, billing, Arithmetic."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal, localcontext

from libs.events import Value

FRENCH_VAT_RATES = tuple(Decimal(rate) for rate in ("20.0", "10.0", "5.5", "2.1", "0"))
"""Percent. CGI art. 278, 278 bis, 279, 281 quater to nonies; 0 for what is exempt or outside its scope."""

_CENT = Decimal("0.01")
_THOUSANDTH = Decimal("0.001")


def cents(amount: Decimal) -> Decimal:
    """An amount in EUR, half-up to 2 decimals (a negative tie away from zero)."""
    return _rounded(amount, _CENT)


def thousandths(quantity: Decimal) -> Decimal:
    """A quantity, half-up to 3 decimals: the one rounding that a quantity meets."""
    return _rounded(quantity, _THOUSANDTH)


def line_net(quantity: Decimal, unit_price: Decimal) -> Decimal:
    """half-up(quantity x unit price, 2)."""
    with localcontext() as exact:
        exact.prec = 60
        return cents(quantity * unit_price)


class VatOfRate(Value):
    """`rate` in percent, `base` = sum of its lines' nets, `amount` = half-up(base x rate, 2)."""

    rate: Decimal
    base: Decimal
    amount: Decimal


class Totals(Value):
    """EUR. gross = net + VAT."""

    vat: tuple[VatOfRate, ...]
    net: Decimal
    vat_total: Decimal
    gross: Decimal

    @classmethod
    def of(cls, lines: Iterable[tuple[Decimal, Decimal]]) -> Totals:
        """From `(net, rate in percent)` of each line; the highest rate first."""
        bases: dict[Decimal, Decimal] = {}
        for net, rate in lines:
            bases[rate] = bases.get(rate, Decimal("0.00")) + net
        vat = tuple(VatOfRate(r, bases[r], cents(bases[r] * r / 100)) for r in sorted(bases, reverse=True))
        net_total = sum((v.base for v in vat), Decimal("0.00"))
        vat_total = sum((v.amount for v in vat), Decimal("0.00"))
        return cls(vat, net_total, vat_total, net_total + vat_total)


def _rounded(value: Decimal, step: Decimal) -> Decimal:
    with localcontext() as exact:
        exact.prec = 60
        rounded = value.quantize(step, rounding=ROUND_HALF_UP)
        return abs(rounded) if rounded == 0 else rounded
