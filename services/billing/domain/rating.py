"""A tenant's month as it was rated: the cumulative snapshot, and how much of it is billed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from libs.events import Outcome, Value, replace
from services.billing.domain.contract import Contract
from services.billing.domain.daily import Daily
from services.billing.domain.demand import Peak
from services.billing.domain.energy import Registers
from services.billing.domain.index import Index
from services.billing.domain.item import CREDITS, Kind
from services.billing.domain.money import thousandths
from services.billing.domain.month import Month
from services.billing.domain.price import Revised, revised
from services.billing.domain.usage import Readings, by_days, meter
from services.billing.events import RatedLine, UsageRated

ADJUSTABLE_MONTHS = 48
"""How far back late usage is looked for: public claims lapse after four years (loi 68-1250, art. 1) [K]."""


BY_SOURCE = frozenset({Kind.ENERGY, Kind.HEAT_CREDIT, Kind.OVERAGE_POWER, Kind.PERCENTILE_POWER})
"""The kinds that are metered by source."""


class RatedItem(Value):
    """An item's usage in one month.

    `metered`: what was used; `included`: the part of it that is free, by days; `quantity`: what is to be
    billed of it, half-up to 3 decimals, negative for a credit. `item` counts the contract's items from 1.
    """

    contract: str
    item: int
    kind: Kind
    label: str
    unit: str
    unit_price: Decimal
    vat: Decimal
    first_day: date
    last_day: date
    metered: Decimal
    included: Decimal
    quantity: Decimal
    complete: bool
    registers: tuple[Registers, ...] = ()
    peak: Peak | None = None
    daily: Daily = ()
    vat_reason: str | None = None
    revised: Revised | None = None


Settled = Mapping[tuple[str, int], RatedItem]
"""By contract and item."""


class Correction(Value):
    """How often a closed hour or 10 minutes of a source and month was replaced. id: `<source>/<month>`."""

    id: str
    source: str
    count: int


class Rating(Value):
    """The last snapshot of a tenant's month. id: `<tenant>.<month>`; `invoice`: the one that bills the month.

    `billed` goes with `items`: the quantity that invoices less credit notes hold of each, adjustments
    counted. `corrections`: those of its sources that the snapshot has seen.
    """

    id: str
    tenant: str
    month: str
    invoice: str
    revision: int
    items: tuple[RatedItem, ...]
    billed: tuple[Decimal, ...]
    corrections: tuple[Correction, ...] = ()

    def settled(self, contracts: Iterable[Contract], corrections: Iterable[Correction]) -> Settled:
        """The items that cannot have changed since: complete then, and no value of theirs replaced."""
        changed = {c.source for c in set(corrections) ^ set(self.corrections)}
        by_id = {contract.id: contract for contract in contracts}
        return {
            (rated.contract, rated.item): rated
            for rated in self.items
            if rated.kind in BY_SOURCE
            and rated.complete
            and not changed.intersection(by_id[rated.contract].items[rated.item - 1].sources)
        }

    def owed(self) -> list[tuple[RatedItem, Decimal]]:
        """What the snapshot holds beyond what is billed, an item each; negative where too much was billed."""
        differences = ((i, i.quantity - billed) for i, billed in zip(self.items, self.billed, strict=True))
        return [(item, difference) for item, difference in differences if difference]

    def bill(self, billed: Mapping[tuple[str, int], Decimal]) -> Rating:
        """With more billed (or less, by a credit note), by contract and item."""
        now = (b + billed.get((i.contract, i.item), Decimal(0)) for i, b in zip(self.items, self.billed, strict=True))
        return replace(self, billed=tuple(now))


def rating_id(tenant: str, month: Month | str) -> str:
    return f"{tenant}.{month}"


def correction_id(source: str, month: Month) -> str:
    return f"{source}/{month}"


def corrected(known: Correction | None, source: str, month: Month) -> Correction:
    """One more closed value of the source and month was replaced."""
    return Correction(correction_id(source, month), source, known.count + 1 if known else 1)


def sources_to_read(contracts: Iterable[Contract], month: Month, settled: Settled) -> dict[Kind, set[str]]:
    """By kind, the sources whose readings the rating of a month needs."""
    needed: dict[Kind, set[str]] = {kind: set() for kind in BY_SOURCE}
    for contract in contracts:
        if month.between(contract.first_day, contract.last_day):
            for n, item in enumerate(contract.items, start=1):
                if item.kind in BY_SOURCE and (contract.id, n) not in settled:
                    needed[item.kind].update(item.sources)
    return needed


def rate(
    contracts: Iterable[Contract],
    month: Month,
    readings: Readings,
    now: datetime,
    settled: Settled | None = None,
) -> tuple[RatedItem, ...]:
    """Every item of the contracts that cover days of the month, in the order of their first days.

    What is `settled` is taken over, the rest is metered anew.
    """
    rated: list[RatedItem] = []
    for contract in sorted(contracts, key=lambda c: c.first_day):
        span = month.between(contract.first_day, contract.last_day)
        if span is None:
            continue
        for n, item in enumerate(contract.items, start=1):
            if settled and (contract.id, n) in settled:
                rated.append(settled[contract.id, n])
                continue
            metered = meter(item, span, replace(readings, contract=contract.id), now)
            included = by_days(item.included, span) if item.included else Decimal(0)
            to_bill = thousandths(max(Decimal(0), metered.quantity - included))
            rated.append(
                RatedItem(
                    contract=contract.id,
                    item=n,
                    kind=item.kind,
                    label=item.label,
                    unit=item.unit,
                    unit_price=item.unit_price,
                    vat=item.vat,
                    first_day=span.first_day,
                    last_day=span.last_day,
                    metered=thousandths(metered.quantity),
                    included=thousandths(included),
                    quantity=-to_bill if item.kind in CREDITS and to_bill else to_bill,
                    complete=metered.complete,
                    registers=metered.registers,
                    peak=metered.peak,
                    daily=metered.daily,
                    vat_reason=item.vat_reason,
                )
            )
    return tuple(rated)


def priced(
    items: Iterable[RatedItem], contracts: Iterable[Contract], indices: Sequence[Index]
) -> tuple[tuple[RatedItem, ...], tuple[str, ...]]:
    """The items at the prices of their month, and which figures are missing for that."""
    by_id = {contract.id: contract for contract in contracts}
    found: list[RatedItem] = []
    missing: list[str] = []
    for rated in items:
        contract = by_id[rated.contract]
        item = contract.items[rated.item - 1]
        how = None
        if item.revision is not None:
            how = revised(item.unit_price, item.revision, contract.first_day, rated.first_day, indices)
        if isinstance(how, str):
            missing.append(f"{rated.label}: {how}")
            how = None
        found.append(rated if how is None else replace(rated, unit_price=how.price, revised=how))
    return tuple(found), tuple(missing)


def rate_again(known: Rating, items: tuple[RatedItem, ...], corrections: Sequence[Correction]) -> Rating:
    """The next snapshot of a month whose contracts have not changed since (an invoiced month's cannot).

    Its prices stay as they were billed.
    """
    items = tuple(
        replace(item, unit_price=then.unit_price, revised=then.revised)
        for item, then in zip(items, known.items, strict=True)
    )
    return replace(known, items=items, corrections=tuple(corrections), revision=known.revision + 1)


def rated(rating: Rating, at: datetime) -> Outcome[Rating]:
    """The fact that a run rated this month."""
    lines = tuple(RatedLine(i.contract, i.item, i.kind.value, i.unit, i.metered, i.complete) for i in rating.items)
    return rating, (
        UsageRated(
            time=at,
            usage=rating.id,
            tenant=rating.tenant,
            period=rating.month,
            revision=rating.revision,
            lines=lines,
        ),
    )
