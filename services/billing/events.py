"""What billing tells.

Amounts in EUR and quantities are decimal strings; `period` is a month in Paris, `2026-01`.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from libs.events import Event, Topic, Value

TENANT = Topic("billing", "tenant", partitions=2)
CONTRACT = Topic("billing", "contract", partitions=2)
INVOICE = Topic("billing", "invoice", partitions=2)
INDEX = Topic("billing", "index", partitions=1)
RUN = Topic("billing", "run", partitions=1)
USAGE = Topic("billing", "usage", partitions=4)


class Address(Value):
    """A postal address; `country` is ISO 3166-1 alpha-2."""

    line: str
    postcode: str
    city: str
    country: str


class PriceRevision(Value):
    """P = P0 (a + b I / I0); I0: the index in force on `base_on`; revised each `every`: year or month."""

    a: Decimal
    b: Decimal
    index: str
    base_on: date
    every: str


class AgreedItem(Value):
    """One priced item of a contract. `vat` in percent; `included` a month, in the item's unit.

    `vat_reason`: why the rate is 0.
    """

    kind: str
    label: str
    unit: str
    unit_price: Decimal
    vat: Decimal
    included: Decimal | None = None
    committed_kw: Decimal | None = None
    sources: tuple[str, ...] = ()
    racks: tuple[str, ...] = ()
    vat_reason: str | None = None
    revision: PriceRevision | None = None


class RatedLine(Value):
    """The metered quantity of one item in one month, so far."""

    contract: str
    item: int
    kind: str
    unit: str
    quantity: Decimal
    complete: bool


class Skipped(Value):
    """A tenant that a run issued no invoice for, and why."""

    tenant: str
    why: str


class TenantRegistered(Event, topic=TENANT, key="tenant"):
    """A tenant entered, or its particulars changed; this is all that is known of it now.

    `invoiced`: false for a part of the City itself.
    """

    tenant: str
    name: str
    siret: str
    service_code: str | None
    payment_days: int
    address: Address
    invoiced: bool = True


class TenantEnded(Event, topic=TENANT, key="tenant"):
    """`on`: its last day."""

    tenant: str
    on: date


class ContractAgreed(Event, topic=CONTRACT, key="contract"):
    """A contract covers the days `from` to `until`, both included; no `until`: until it is ended."""

    contract: str
    tenant: str
    from_: date
    until: date | None
    engagement: str
    items: tuple[AgreedItem, ...]


class ContractEnded(Event, topic=CONTRACT, key="contract"):
    """`until`: the last day that the contract covers."""

    contract: str
    tenant: str
    until: date


class UsageRated(Event, topic=USAGE, key="usage"):
    """A run rated a tenant's month. `revision` grows by one each time that the same month is rated again."""

    usage: str
    tenant: str
    period: str
    revision: int
    lines: tuple[RatedLine, ...]


class InvoiceIssued(Event, topic=INVOICE, key="number"):
    """An invoice got its number; it never changes after."""

    number: str
    tenant: str
    period: str
    issued_on: date
    due_on: date
    net_total: Decimal
    vat_total: Decimal
    gross_total: Decimal
    currency: str


class CreditNoteIssued(Event, topic=INVOICE, key="number"):
    """A credit note (avoir, type 381) of the invoice `cancels`; its amounts are positive.

    `full`: nothing is left of the invoice.
    """

    number: str
    cancels: str
    tenant: str
    period: str
    why: str
    issued_on: date
    net_total: Decimal
    vat_total: Decimal
    gross_total: Decimal
    currency: str
    full: bool = True


class PaymentReceived(Event, topic=INVOICE, key="number"):
    """Money came for an invoice, EUR with VAT; `outstanding`: what is owed of it after that."""

    number: str
    tenant: str
    reference: str
    received_on: date
    amount: Decimal
    outstanding: Decimal


class LineDisputed(Event, topic=INVOICE, key="number"):
    """A tenant disputes a line of an invoice; `dispute` counts those of the invoice."""

    number: str
    tenant: str
    dispute: int
    line: int
    why: str


class DisputeAnswered(Event, topic=INVOICE, key="number"):
    """The City has answered a dispute in writing."""

    number: str
    tenant: str
    dispute: int
    line: int
    answer: str


class DocumentHandedOver(Event, topic=INVOICE, key="number"):
    """A document was handed over, or the other side says what became of it: `state`, in its French words."""

    number: str
    tenant: str
    state: str
    attempt: int


class IndexEntered(Event, topic=INDEX, key="index"):
    """A person entered the figure of an index, in force from `on`. `source_text`: where it was read."""

    index: str
    name: str
    on: date
    value: Decimal
    source_text: str


class RunClosed(Event, topic=RUN, key="run"):
    """A run of a month is over. `invoices`: all that it names; `issued`: those that it issued itself."""

    run: str
    period: str
    invoices: tuple[str, ...]
    issued: tuple[str, ...]
    skipped: tuple[Skipped, ...]
