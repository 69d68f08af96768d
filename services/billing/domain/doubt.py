"""What a person looks at before a draft is issued: none of it stops the run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from libs.events import Value
from services.billing.domain.contract import Contract
from services.billing.domain.invoice import Draft
from services.billing.domain.line import ADJUSTMENT, Line
from services.billing.domain.month import Month
from services.billing.domain.rating import RatedItem

MOST_CHANGE = Decimal("0.20")
"""Against the month before, up or down. Source: screens.md, /billing [K]."""
ENDS_WITHIN = timedelta(days=60)
"""After the month: time enough to agree on what follows [K]."""


class Kind(StrEnum):
    ESTIMATED = "estimated"
    MISSING = "missing"
    CHANGED = "changed"
    CONTRACT_ENDS = "contract_ends"
    SERVICE_CODE = "service_code"
    VAT_REASON = "vat_reason"


class Doubt(Value):
    kind: Kind
    why: str


def doubts(
    draft: Draft, items: Iterable[RatedItem], contracts: Sequence[Contract], before: Sequence[Line] | None
) -> tuple[Doubt, ...]:
    """`contracts`: all of the tenant's; `before`: the lines of the invoice of the month before, if there is one."""
    found: list[Doubt] = []
    for item in items:
        found += _of_item(item)
    found += _against(draft, before)
    found += _ending(contracts, Month.parse(draft.period))
    if draft.tenant.service_code is None:
        found.append(Doubt(Kind.SERVICE_CODE, f"{draft.tenant.id} has no service code"))
    return tuple(found)


def _of_item(item: RatedItem) -> Iterator[Doubt]:
    missing = sum(registers.expected - registers.hours for registers in item.registers)
    estimated = sum(registers.estimated for registers in item.registers)
    hours = sum(registers.expected for registers in item.registers)
    if missing:
        yield Doubt(Kind.MISSING, f"{item.label}: {missing} of {hours} hours are not closed")
    elif not item.complete:
        days = [item.first_day + timedelta(days=n) for n, value in enumerate(item.daily) if value is None]
        yield Doubt(Kind.MISSING, f"{item.label}: {_days(days)}" if days else f"{item.label}: not complete")
    if estimated:
        yield Doubt(Kind.ESTIMATED, f"{item.label}: {estimated} of {hours} hours are estimated")
    if item.vat == 0 and item.vat_reason is None:
        yield Doubt(Kind.VAT_REASON, f"{item.label}: VAT of 0 % without a reason")


def _against(draft: Draft, before: Sequence[Line] | None) -> Iterator[Doubt]:
    """Own months alone: what is adjusted belongs to neither."""
    then, now = _own(before or ()), _own(draft.lines)
    if then and abs(now - then) > MOST_CHANGE * abs(then):
        percent = round((now - then) / abs(then) * 100)
        yield Doubt(Kind.CHANGED, f"{now} EUR after {then} EUR in the month before: {percent:+} %")


def _own(lines: Iterable[Line]) -> Decimal:
    return sum((line.net for line in lines if line.kind != ADJUSTMENT), Decimal("0.00"))


def _ending(contracts: Sequence[Contract], month: Month) -> Iterator[Doubt]:
    for contract in contracts:
        last = contract.last_day
        if last is None or not month.first_day <= last <= month.last_day + ENDS_WITHIN:
            continue
        if not any(other.covers(last + timedelta(days=1)) for other in contracts):
            yield Doubt(Kind.CONTRACT_ENDS, f"{contract.id} ends on {last}, and nothing follows")


def _days(days: Sequence[date]) -> str:
    shown = ", ".join(str(day) for day in days[:3])
    return f"nothing of {shown}" + (f" and {len(days) - 3} days more" if len(days) > 3 else "")
