"""The ledger of an issuing year: its numbers, gapless, and its totals."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from libs.events import Value, field, replace
from services.billing.domain.month import PARIS


class Ledger(Value):
    """id: the year. `last`: the last number given; nets in EUR of the year's invoices and credit notes.

    `months`: what was invoiced less what was credited, by the month of issue.

    It is written in the unit that issues, so that two runs at once conflict and one is decided again on what
    the other left: no number is skipped and none is given twice.
    """

    id: str
    last: int = 0
    invoiced: Decimal = Decimal("0.00")
    credited: Decimal = Decimal("0.00")
    months: Mapping[str, Decimal] = field(default_factory=dict)

    @property
    def next_number(self) -> str:
        return f"{self.id}-{self.last + 1:06d}"

    def issued(self, net: Decimal, month: str) -> Ledger:
        return replace(self, last=self.last + 1, invoiced=self.invoiced + net, months=self._with(month, net))

    def credit_issued(self, net: Decimal, month: str) -> Ledger:
        return replace(self, last=self.last + 1, credited=self.credited + net, months=self._with(month, -net))

    def _with(self, month: str, net: Decimal) -> dict[str, Decimal]:
        return {**self.months, month: self.months.get(month, Decimal("0.00")) + net}


def provisional(at: datetime) -> str:
    """What stands for the number while a document is checked: of the same shape, and never given."""
    return f"{year_of(at)}-000000"


def year_of(at: datetime) -> str:
    """The issuing year of an instant, in Paris."""
    return str(at.astimezone(PARIS).year)
