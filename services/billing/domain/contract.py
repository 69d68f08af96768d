"""A contract: what a tenant is billed for, from a day to a day. A new price is a new contract."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta

from libs.events import Outcome, Refused, Value, replace
from services.billing.domain.index import Index
from services.billing.domain.item import Item, completed, faults_of
from services.billing.domain.month import PARIS, Month
from services.billing.domain.price import Revision, base_faults
from services.billing.events import AgreedItem, ContractAgreed, ContractEnded, PriceRevision


class Contract(Value):
    """Covers the days `first_day` to `last_day`, both included; None: no end yet.

    `engagement`: the payer's number.
    """

    id: str
    tenant: str
    first_day: date
    last_day: date | None
    engagement: str
    items: tuple[Item, ...]

    def covers(self, day: date) -> bool:
        return self.first_day <= day and (self.last_day is None or day <= self.last_day)


class Account(Value):
    """What a tenant's contracts and runs must not race on: ids of its contracts, months that are invoiced.

    Every agreement, end and run of the tenant writes it, so that two at once conflict and one is decided
    again.
    """

    id: str
    contracts: tuple[str, ...] = ()
    invoiced: tuple[str, ...] = ()

    def invoiced_between(self, first: date, last: date | None = None) -> str | None:
        """The first invoiced month that holds a day from `first` to `last` (None: no end)."""
        return min((m for m in self.invoiced if Month.parse(m).between(first, last)), default=None)


def contract_id(tenant: str, first_day: date) -> str:
    """A tenant's contracts never overlap, so that the first day names the contract."""
    return f"{tenant}.{first_day.isoformat()}"


def agree(
    contract: Contract,
    account: Account,
    others: Iterable[Contract],
    at: datetime,
    indices: Sequence[Index] | None = None,
) -> Outcome[Contract]:
    """A contract is agreed, or its terms change; back-dated as long as no month that changes is invoiced.

    `others`: the tenant's contracts so far, an earlier version of this one among them. `indices`: all figures entered;
    None: they may come later, and a run names what is missing. Agreed again unchanged: no event.

    Raises Refused: invalid for what its items lack, conflict when it overlaps another or changes an invoiced month.
    """
    contract = replace(contract, items=completed(contract.items))
    _refuse_faults(contract, indices)
    known = {other.id: other for other in others}
    before = known.pop(contract.id, None)
    if contract == before:
        return contract, ()
    for other in known.values():
        if _overlap(contract, other):
            raise Refused("conflict", f"{other.id} covers {_days(other)}: contracts do not overlap", "/from")
    invoiced = account.invoiced_between(*_changed_days(contract, before))
    if invoiced:
        raise Refused("conflict", f"{invoiced} is invoiced: agree a new contract from a later month", "/from")
    return contract, (
        ContractAgreed(
            time=at,
            contract=contract.id,
            tenant=contract.tenant,
            from_=contract.first_day,
            until=contract.last_day,
            engagement=contract.engagement,
            items=tuple(_agreed(item) for item in contract.items),
        ),
    )


def end_contract(contract: Contract, account: Account, at: datetime) -> Outcome[Contract]:
    """The day of `at` in Paris is the last that the contract covers; ended again on the same day: no event.

    Raises Refused (conflict) before the first day, after an end already agreed, or where a month that would
    be covered less is invoiced.
    """
    day = at.astimezone(PARIS).date()
    if contract.last_day == day:
        return contract, ()
    if day < contract.first_day:
        raise Refused("conflict", f"the contract begins on {contract.first_day}", "/at")
    if contract.last_day is not None and day > contract.last_day:
        raise Refused("conflict", f"the contract ends on {contract.last_day} already: agree a new one", "/at")
    invoiced = account.invoiced_between(day + timedelta(days=1), contract.last_day)
    if invoiced:
        raise Refused("conflict", f"{invoiced} is invoiced with this contract", "/at")
    ended = replace(contract, last_day=day)
    return ended, (ContractEnded(time=at, contract=contract.id, tenant=contract.tenant, until=day),)


def _refuse_faults(contract: Contract, indices: Sequence[Index] | None) -> None:
    faults = [(f"/items/{n}{at}", why) for n, item in enumerate(contract.items) for at, why in _faults(item, indices)]
    if not contract.items:
        faults.append(("/items", "a contract has at least one item"))
    if contract.last_day is not None and contract.last_day < contract.first_day:
        faults.append(("/until", f"{contract.last_day} is before the first day, {contract.first_day}"))
    if faults:
        raise Refused.many(faults)


def _faults(item: Item, indices: Sequence[Index] | None) -> Iterator[tuple[str, str]]:
    yield from faults_of(item)
    if item.revision is not None and indices is not None:
        yield from base_faults(item.revision, indices)


def _overlap(a: Contract, b: Contract) -> bool:
    return a.covers(b.first_day) or b.covers(a.first_day)


def _changed_days(contract: Contract, before: Contract | None) -> tuple[date, date | None]:
    """First and last day (None: no end) on which the terms are other than before."""
    if before is None:
        return contract.first_day, contract.last_day
    ends = [end for end in (contract.last_day, before.last_day) if end is not None]
    last = max(ends) if len(ends) == 2 else None
    if replace(before, last_day=contract.last_day) == contract:
        return min(ends) + timedelta(days=1), last
    return contract.first_day, last


def _days(contract: Contract) -> str:
    return f"{contract.first_day} to {contract.last_day}" if contract.last_day else f"{contract.first_day} onwards"


def _agreed(item: Item) -> AgreedItem:
    return AgreedItem(
        kind=item.kind.value,
        label=item.label,
        unit=item.unit,
        unit_price=item.unit_price,
        vat=item.vat,
        included=item.included,
        committed_kw=item.committed_kw,
        sources=item.sources,
        racks=item.racks,
        vat_reason=item.vat_reason,
        revision=_revision(item.revision) if item.revision else None,
    )


def _revision(revision: Revision) -> PriceRevision:
    return PriceRevision(revision.a, revision.b, revision.index, revision.base_on, revision.every.value)
