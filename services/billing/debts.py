"""Reads what is owed, with the rate of the Central Bank that counts for it."""

from __future__ import annotations

from datetime import date

from services.billing.domain.index import Index, in_force
from services.billing.domain.interest import ECB, late, rate_day
from services.billing.domain.receivable import Receivable
from services.billing.store import BillingUnit
from services.billing.views_of_debts import ReceivableView


class Debts:
    """As of one day; the rates are read once."""

    def __init__(self, unit: BillingUnit, as_of: date) -> None:
        self.as_of = as_of
        self._rates: list[Index] = unit.indices.where(name=ECB)

    def view(self, receivable: Receivable) -> ReceivableView:
        rate = in_force(self._rates, rate_day(receivable))
        return ReceivableView.of(receivable, self.as_of, late(receivable, self.as_of, rate.value if rate else None))
