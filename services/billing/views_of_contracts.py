"""What a contract answers."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from libs.http import Amount, Answer
from services.billing.domain.contract import Contract
from services.billing.domain.item import Item
from services.billing.domain.price import Every, Revision


class RevisionView(Answer):
    """How a price follows an index: P = P0 (a + b I / I0)."""

    a: Amount
    b: Amount
    index: str
    base_on: date
    every: Every

    @classmethod
    def of(cls, revision: Revision) -> RevisionView:
        return cls(a=revision.a, b=revision.b, index=revision.index, base_on=revision.base_on, every=revision.every)


class ItemView(Answer):
    """One priced item."""

    kind: str
    label: str
    unit: str
    unit_price: Amount
    """EUR, without VAT."""
    vat: Amount
    """Percent."""
    included: Amount | None
    """Free units of a whole month."""
    committed_kw: Amount | None
    sources: tuple[str, ...]
    racks: tuple[str, ...]
    vat_reason: str | None
    """Why the rate is 0."""
    revision: RevisionView | None

    @classmethod
    def of(cls, item: Item) -> ItemView:
        return cls(
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
            revision=RevisionView.of(item.revision) if item.revision else None,
        )


class ContractView(Answer):
    """What a tenant pays for."""

    id: str
    tenant: str
    from_: Annotated[date, Field(alias="from")]
    """The first day that it covers."""
    until: date | None
    """The last one."""
    engagement: str
    """The payer's engagement number."""
    items: tuple[ItemView, ...]

    @classmethod
    def of(cls, contract: Contract) -> ContractView:
        return cls(
            id=contract.id,
            tenant=contract.tenant,
            from_=contract.first_day,
            until=contract.last_day,
            engagement=contract.engagement,
            items=tuple(ItemView.of(item) for item in contract.items),
        )
