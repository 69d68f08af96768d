"""Documents are checked before the command that issues them is decided, in the thread of who asks.

The verdicts are remembered: what is decided then asks for the same ones, and waits only for what has changed since.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from services.billing.domain.credit_note import Part, credit
from services.billing.domain.ledger import provisional
from services.billing.domain.month import Month
from services.billing.domain.tenant import Tenant
from services.billing.examining import Check, examine_month
from services.billing.store import BillingUnit


def check_month(unit: BillingUnit, month: Month, tenants: Iterable[Tenant], check: Check) -> None:
    """Every invoice that a run of the month would issue now. Raises what the run raises."""
    for _ in examine_month(unit, month, tenants, check):
        """Its verdict is remembered."""


def check_credit_note(unit: BillingUnit, number: str, why: str, parts: Sequence[Part] | None, check: Check) -> None:
    """The credit note that would be issued now."""
    invoice, known = unit.invoices.get(number), unit.credited.get(number)
    if invoice is not None and not (known and known.full):
        (draft, _), _ = credit(invoice, known, provisional(unit.now), why, parts, unit.now)
        check(draft)
