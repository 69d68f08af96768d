"""What a contract is made of."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from libs.http import Body, Day, Id, NotNegative
from services.billing.bodies import Rate, Text
from services.billing.domain.contract import Contract, contract_id
from services.billing.domain.item import Item, Kind
from services.billing.domain.price import Every, Revision


class RevisionBody(Body):
    """How a price follows an index: P = P0 (a + b I / I0)."""

    a: NotNegative
    """The part that stays; a + b = 1."""
    b: NotNegative
    """The part that follows the index."""
    index: Id
    """Its name, as its figures are entered."""
    base_on: Day
    """I0 is the index in force on this day."""
    every: Every = Every.YEAR
    """Revised on each first of January after the contract's first day, or on each first of a month."""

    def revision(self) -> Revision:
        return Revision(self.a, self.b, self.index, self.base_on, self.every)


class ItemBody(Body):
    """One priced item.

    Needed: `sources` by energy, heat_credit, overage_power and percentile_power; `committed_kw` by committed_power and
    overage_power; `racks` by rack. An overage_power takes what it does not name from the contract's
    committed_power.
    """

    kind: Kind
    label: Text
    """As printed on the invoice."""
    unit: Annotated[str, Field(min_length=1, max_length=32)]
    unit_price: NotNegative
    """EUR, without VAT."""
    vat: Rate
    """Percent."""
    included: NotNegative | None = None
    """Free units of a whole month."""
    committed_kw: NotNegative | None = None
    sources: tuple[Id, ...] = ()
    """The meters that are read."""
    racks: tuple[Id, ...] = ()
    """The racks that are held."""
    vat_reason: Text | None = None
    """Why the rate is 0, as the law has it named on the invoice."""
    revision: RevisionBody | None = None
    """How `unit_price` follows an index."""

    def item(self) -> Item:
        return Item(
            kind=self.kind,
            label=self.label,
            unit=self.unit,
            unit_price=self.unit_price,
            vat=self.vat,
            included=self.included,
            committed_kw=self.committed_kw,
            sources=self.sources,
            racks=self.racks,
            vat_reason=self.vat_reason,
            revision=self.revision.revision() if self.revision else None,
        )


class AgreeContract(Body):
    """What a tenant pays for."""

    tenant: Id
    from_: Annotated[Day, Field(alias="from")]
    """The first day in Paris that it covers."""
    until: Day | None = None
    """The last one; none: until it is ended."""
    engagement: Annotated[str, Field(min_length=1, max_length=50)]
    """The payer's engagement number, named on the invoice."""
    items: Annotated[tuple[ItemBody, ...], Field(min_length=1, max_length=200)]

    def contract(self) -> Contract:
        return Contract(
            id=contract_id(self.tenant, self.from_),
            tenant=self.tenant,
            first_day=self.from_,
            last_day=self.until,
            engagement=self.engagement,
            items=tuple(item.item() for item in self.items),
        )
