"""The seam: what is handed over, to whom, and what a channel may answer."""

from __future__ import annotations

from typing import Protocol

from libs.events import Value
from services.billing.domain.hand_over import State, Step
from services.billing.domain.invoice import Invoice


class Parcel(Value):
    """`key`: the same for every try of an attempt."""

    key: str
    invoice: Invoice
    xml: bytes
    pdf: bytes
    digest: str
    """SHA-256 of the PDF, hexadecimal."""


class Taken(Value):
    """The other side has it, under its own `reference`."""

    state: State
    reference: str


class Later(Value):
    """It did not work now: tried again."""

    why: str


class Never(Value):
    """It will not work so: a person has to look."""

    why: str


class Channel(Protocol):
    """Handing over the same parcel again changes nothing on the other side."""

    every_seconds: float
    """How often it is asked what became of a document, machine seconds."""

    def hand(self, parcel: Parcel) -> Taken | Later | Never:
        """Hands it over, unless the other side has it already."""

    def follow(self, reference: str, number: str) -> tuple[Step, ...] | Later:
        """What became of it, the oldest first."""
