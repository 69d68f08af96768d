"""The ledger of an issuing year: its numbers, gapless, and its totals, from which the payback is told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from services.billing.domain.money import cents
from services.billing.domain.month import PARIS

COST = Decimal("16000000.00")
"""EUR, what the centre cost. Source: domain.md, The site [S]."""

PAYBACK_YEARS = 8
"""Source: domain.md, The site [S]."""

IN_SERVICE_SINCE = date(2018, 10, 1)
"""October 2018; the day is not reported. Source: domain.md, The site [S]."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """id: the year. `last`: the last number given; nets in EUR of the year's invoices and credit notes.

    It is written in the unit that issues, so that two runs at once conflict and one is decided again on what
    the other left: no number is skipped and none is given twice.
    """

    id: str
    last: int = 0
    invoiced: Decimal = Decimal("0.00")
    credited: Decimal = Decimal("0.00")

    @property
    def next_number(self) -> str:
        return f"{self.id}-{self.last + 1:06d}"

    def issued(self, net: Decimal) -> Ledger:
        return replace(self, last=self.last + 1, invoiced=self.invoiced + net)

    def credit_issued(self, net: Decimal) -> Ledger:
        return replace(self, last=self.last + 1, credited=self.credited + net)


def provisional(at: datetime) -> str:
    """What stands for the number while a document is checked: of the same shape, and never given."""
    return f"{year_of(at)}-000000"


def year_of(at: datetime) -> str:
    """The issuing year of an instant, in Paris."""
    return str(at.astimezone(PARIS).year)


@dataclass(frozen=True, slots=True)
class Payback:
    """How much of the centre's cost the tenants have paid for, net of credit notes, EUR.

    `share` is what is paid back of the whole, `planned_share` what an even pace over the years would have
    paid by now.
    """

    cost: Decimal
    years: int
    invoiced: Decimal
    credited: Decimal
    net: Decimal
    remaining: Decimal
    share: Decimal
    planned_share: Decimal


def payback(ledgers: Iterable[Ledger], today: date) -> Payback:
    """Against the cost of the centre, to be repaid within 8 years from October 2018."""
    ledgers = list(ledgers)
    invoiced = sum((ledger.invoiced for ledger in ledgers), Decimal("0.00"))
    credited = sum((ledger.credited for ledger in ledgers), Decimal("0.00"))
    net = invoiced - credited
    end = IN_SERVICE_SINCE.replace(year=IN_SERVICE_SINCE.year + PAYBACK_YEARS)
    passed = Decimal((today - IN_SERVICE_SINCE).days) / (end - IN_SERVICE_SINCE).days
    return Payback(
        cost=COST,
        years=PAYBACK_YEARS,
        invoiced=invoiced,
        credited=credited,
        net=net,
        remaining=max(Decimal("0.00"), cents(COST - net)),
        share=round(net / COST, 6),
        planned_share=round(min(Decimal(1), max(Decimal(0), passed)), 6),
    )
