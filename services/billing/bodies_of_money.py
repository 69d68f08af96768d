"""What is entered about issued documents: credit notes, payments, dated figures, disputes."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from libs.http import WHOLE, Amount, Body, Day, Flag, Id, NotNegative
from services.billing.bodies import Text
from services.billing.domain.credit_note import Part
from services.billing.domain.index import Index
from services.billing.domain.receivable import Payment


class PartOfLine(Body):
    """So much of a line."""

    n: Annotated[int, Field(ge=1, le=100_000), WHOLE]
    """The number of the line."""
    net: Amount
    """EUR, without VAT, with the line's own sign."""

    def part(self) -> Part:
        return Part(self.n, self.net)


class CreditInvoice(Body):
    """An invoice to take back, in full or in part."""

    why: Text
    """Printed on the credit note."""
    lines: Annotated[tuple[PartOfLine, ...], Field(min_length=1, max_length=200)] | None = None
    """Which parts; none: all that is left."""
    waived: Flag = False
    """True: no later invoice bills it again. Else what is still owed of it comes as adjustments."""

    @property
    def parts(self) -> tuple[Part, ...] | None:
        return None if self.lines is None else tuple(line.part() for line in self.lines)


class EnterPayment(Body):
    """Money that came for an invoice."""

    reference: Annotated[str, Field(min_length=1, max_length=64)]
    """Of the payer's transfer: the same one again is not entered twice."""
    received_on: Day
    amount: NotNegative
    """EUR, with VAT."""

    def payment(self) -> Payment:
        return Payment(self.reference, self.received_on, self.amount)


class EnterIndex(Body):
    """A dated figure, such as `ecb-main` in percent, or a price index."""

    name: Id
    on: Day
    """In force from this day until the next one."""
    value: NotNegative
    source: Text
    """Where it was read."""

    def index(self) -> Index:
        return Index.of(self.name, self.on, self.value, self.source)


class DisputeLine(Body):
    """A line that a tenant disputes."""

    line: Annotated[int, Field(ge=1, le=100_000), WHOLE]
    why: Annotated[str, Field(min_length=1, max_length=2_000)]
    by: Text
    """Who disputes it, as they name themselves."""


class AnswerDispute(Body):
    """The City's answer, in writing."""

    answer: Annotated[str, Field(min_length=1, max_length=4_000)]
    by: Text
