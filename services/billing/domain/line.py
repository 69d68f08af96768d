"""A line of an invoice: a quantity at a price, and what it was read from."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from libs.events import Value
from services.billing.domain.daily import Daily
from services.billing.domain.demand import Peak
from services.billing.domain.energy import Registers
from services.billing.domain.item import Kind
from services.billing.domain.money import line_net
from services.billing.domain.price import Revised
from services.billing.domain.rating import RatedItem

ADJUSTMENT = "adjustment"
"""The kind of a line that bills what is known late of an earlier month."""


class Line(Value):
    """`net` = half-up(quantity x unit_price, 2). `kind` is that of the item, or `adjustment`.

    `period` is the month that it belongs to. quantity = (metered - included, negated for a heat credit) -
    `billed_before`, which is 0 but for an adjustment. `registers`, `peak` and `daily`: what it was read from at
    issue. `revised`: how its price came to be. `taken_back`: of a credit note, what is no longer billed.
    """

    n: int
    kind: str
    label: str
    quantity: Decimal
    unit: str
    unit_price: Decimal
    net: Decimal
    vat_rate: Decimal
    period: str
    contract: str
    item: int
    item_kind: str
    first_day: date
    last_day: date
    metered: Decimal
    included: Decimal
    billed_before: Decimal
    registers: tuple[Registers, ...] = ()
    peak: Peak | None = None
    daily: Daily = ()
    vat_reason: str | None = None
    taken_back: Decimal | None = None
    revised: Revised | None = None

    @property
    def committed_kw(self) -> Decimal | None:
        """What is committed, where the line bills what was above it."""
        if self.peak is None or not self.metered or self.item_kind != Kind.OVERAGE_POWER:
            return None
        return self.peak.kw - self.metered


def line(n: int, period: str, item: RatedItem, quantity: Decimal, adjustment: bool = False) -> Line:
    """The n-th line: so much of an item, of its own month or as an adjustment of an earlier one."""
    return Line(
        n=n,
        kind=ADJUSTMENT if adjustment else item.kind.value,
        label=f"Régularisation {period} : {item.label}" if adjustment else item.label,
        quantity=quantity,
        unit=item.unit,
        unit_price=item.unit_price,
        net=line_net(quantity, item.unit_price),
        vat_rate=item.vat,
        period=period,
        contract=item.contract,
        item=item.item,
        item_kind=item.kind.value,
        first_day=item.first_day,
        last_day=item.last_day,
        metered=item.metered,
        included=item.included,
        billed_before=item.quantity - quantity,
        registers=item.registers,
        peak=item.peak,
        daily=() if adjustment else item.daily,
        vat_reason=item.vat_reason,
        revised=item.revised,
    )
