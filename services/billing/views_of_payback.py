"""How far the site is paid back, month by month, and on what assumptions; EUR without VAT."""

from __future__ import annotations

from datetime import date, datetime

from libs.http import Amount, Answer, At, Count, Ratio
from services.billing.domain.payback import HORIZONS, Assumptions, PaidMonth, Payback


class AssumptionsView(Answer):
    """What is assumed; each may be asked otherwise."""

    cost: Amount
    in_service_since: date
    years: Count
    """Within how many it is to be paid back."""
    running_cost: Amount
    """A month."""
    avoided_cost: Amount
    """A month: what the City would pay elsewhere."""

    @classmethod
    def of(cls, assumed: Assumptions) -> AssumptionsView:
        return cls(
            cost=assumed.cost,
            in_service_since=assumed.in_service_since,
            years=assumed.years,
            running_cost=assumed.running_cost,
            avoided_cost=assumed.avoided_cost,
        )


class PaidMonthView(Answer):
    """A month."""

    period: str
    revenue: Amount
    """Invoiced in it, less credit notes issued in it."""
    running_cost: Amount
    avoided_cost: Amount
    cumulated: Amount
    """Paid back by its end."""
    projected: bool
    """It is not over: its revenue is the mean of the last twelve months."""

    @classmethod
    def of(cls, paid: PaidMonth) -> PaidMonthView:
        return cls(
            period=str(paid.month),
            revenue=paid.revenue,
            running_cost=paid.running_cost,
            avoided_cost=paid.avoided_cost,
            cumulated=paid.cumulated,
            projected=paid.projected,
        )


class HorizonView(Answer):
    """What is left over the cost after so many years; below 0: what is still missing."""

    years: Count
    until: date
    left: Amount


class PaybackView(Answer):
    """How far the site is paid back."""

    as_of: At
    cost: Amount
    years: Count
    invoiced: Amount
    credited: Amount
    net: Amount
    """Invoiced less credited."""
    paid: Amount
    """Net, and avoided cost less running cost, of the months that are over."""
    remaining: Amount
    """Of the cost, beyond what tenants were billed."""
    share: Ratio
    """Of the cost, by what tenants were billed alone."""
    paid_share: Ratio
    """Of the cost, by all that is reckoned here."""
    planned_share: Ratio
    """Of the cost, by now at an even pace over the years."""
    repaid_in: str | None
    """The month by whose end the cost is paid back, if all goes on so; null: not within 50 years."""
    planned_until: date
    """The day by which it is to be."""
    assumptions: AssumptionsView
    months: tuple[PaidMonthView, ...]
    """All that were, and twelve to come."""
    horizons: tuple[HorizonView, ...]

    @classmethod
    def of(cls, payback: Payback, as_of: datetime) -> PaybackView:
        assumed = payback.assumptions
        begin = assumed.in_service_since
        return cls(
            as_of=as_of,
            cost=assumed.cost,
            years=assumed.years,
            invoiced=payback.invoiced,
            credited=payback.credited,
            net=payback.net,
            paid=payback.paid,
            remaining=payback.remaining,
            share=payback.share,
            paid_share=payback.paid_share,
            planned_share=payback.planned_share,
            repaid_in=str(payback.repaid) if payback.repaid else None,
            planned_until=begin.replace(year=begin.year + assumed.years),
            assumptions=AssumptionsView.of(assumed),
            months=tuple(PaidMonthView.of(month) for month in payback.months),
            horizons=tuple(
                HorizonView(years=years, until=begin.replace(year=begin.year + years), left=payback.horizons[years])
                for years in HORIZONS
            ),
        )
