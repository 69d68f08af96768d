"""When the centre has paid for itself: its cost against revenue and avoided cost less running cost, month by month.

Every assumption is shown, and may be asked otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from libs.events import Value, field
from services.billing.domain.ledger import Ledger
from services.billing.domain.money import cents
from services.billing.domain.month import Month

NONE = Decimal("0.00")
HORIZONS = (8, 40, 50)
"""Years: to be repaid within 8, built for 40 to 50. Source: domain.md, The site [S]."""
MEAN_OF = 12
"""Months to come bring what the last twelve brought on the mean [K]."""


class Assumptions(Value):
    """EUR, without VAT. Cost, day and years: domain.md, The site [S]; the day of October 2018 is not reported.

    `running_cost`, `avoided_cost` a month [K]: the first is what the centre takes, the second what the City would pay
    elsewhere for what it hosts itself.
    """

    cost: Decimal = Decimal("16000000.00")
    in_service_since: date = date(2018, 10, 1)
    years: int = 8
    running_cost: Decimal = Decimal("80000.00")
    avoided_cost: Decimal = Decimal("240000.00")


class PaidMonth(Value):
    """`cumulated`: paid back by its end. `projected`: it is still to come, or its invoices are not all known."""

    month: Month
    revenue: Decimal
    running_cost: Decimal
    avoided_cost: Decimal
    cumulated: Decimal
    projected: bool


class Payback(Value):
    """How far the cost is paid back. `paid`: by all that is reckoned here; `share`: of the cost, by what tenants were
    billed alone; `paid_share`: by all; `planned_share`: at an even pace.

    `repaid`: the month by whose end it is, None: not within the longest horizon. `horizons`: what is left over the
    cost after so many years.
    """

    assumptions: Assumptions
    invoiced: Decimal
    credited: Decimal
    paid: Decimal
    share: Decimal
    paid_share: Decimal
    planned_share: Decimal
    repaid: Month | None
    months: tuple[PaidMonth, ...]
    horizons: Mapping[int, Decimal] = field(default_factory=dict)

    @property
    def net(self) -> Decimal:
        """What the tenants have been billed."""
        return self.invoiced - self.credited

    @property
    def remaining(self) -> Decimal:
        """Of the cost, beyond what tenants were billed."""
        return max(NONE, self.assumptions.cost - self.net)


def payback(ledgers: Iterable[Ledger], today: date, assumptions: Assumptions) -> Payback:
    """Against the cost of the centre, as known today and projected from the last twelve months."""
    ledgers = list(ledgers)
    invoiced = sum((ledger.invoiced for ledger in ledgers), NONE)
    credited = sum((ledger.credited for ledger in ledgers), NONE)
    revenue = {month: net for ledger in ledgers for month, net in ledger.months.items()}
    now = Month.at(today)
    walked = list(_walked(revenue, now, assumptions))
    past = [one for one in walked if not one.projected]
    paid = past[-1].cumulated if past else NONE
    begin = assumptions.in_service_since
    end = date(begin.year + assumptions.years, begin.month, begin.day)
    passed = Decimal((today - begin).days) / (end - begin).days
    by_end = {Month(begin.year + years, begin.month).before: years for years in HORIZONS}
    return Payback(
        assumptions=assumptions,
        invoiced=invoiced,
        credited=credited,
        paid=paid,
        share=_of(invoiced - credited, assumptions.cost),
        paid_share=_of(paid, assumptions.cost),
        planned_share=round(min(Decimal(1), max(Decimal(0), passed)), 6),
        repaid=next((one.month for one in walked if one.cumulated >= assumptions.cost), None),
        months=tuple(_shown(walked, now)),
        horizons={by_end[one.month]: one.cumulated - assumptions.cost for one in walked if one.month in by_end},
    )


def _of(amount: Decimal, cost: Decimal) -> Decimal:
    return round(amount / cost, 6) if cost else Decimal(1)


def _walked(revenue: Mapping[str, Decimal], now: Month, assumed: Assumptions) -> Iterator[PaidMonth]:
    """Every month from the first in service to the end of the longest horizon."""
    month, cumulated = Month.at(assumed.in_service_since), NONE
    last = Month(month.year + HORIZONS[-1], month.number)
    mean = _mean(revenue, now)
    while month < last:
        projected = month >= now
        came = mean if projected else revenue.get(str(month), NONE)
        cumulated += came + assumed.avoided_cost - assumed.running_cost
        yield PaidMonth(month, came, assumed.running_cost, assumed.avoided_cost, cumulated, projected)
        month = month.next


def _mean(revenue: Mapping[str, Decimal], now: Month) -> Decimal:
    """Of the last twelve months over, or of as many as there are since the first that brought something."""
    months: list[Month] = [now.before]
    while len(months) < MEAN_OF:
        months.append(months[-1].before)
    first = min(revenue, default=None)
    known = [revenue.get(str(month), NONE) for month in months if first is not None and str(month) >= first]
    return cents(sum(known, NONE) / len(known)) if known else NONE


def _shown(walked: Sequence[PaidMonth], now: Month) -> Iterator[PaidMonth]:
    """What has been, and the year to come."""
    until = Month(now.year + 1, now.number)
    return (one for one in walked if one.month < until)
