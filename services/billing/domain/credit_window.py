"""From a fire zone's alarm to its sign-off service may be credited, unless it is an exercise.

What is heard is kept by zone. Whose service it was follows from the contracts and from where their things stand: so a
contract that is agreed afterwards, back-dated, has its window too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from services.billing.domain.contract import Contract
from services.billing.domain.item import Kind
from services.billing.domain.month import PARIS, Span
from services.billing.domain.places import Places

UNFIT = ("ACTIVATED", "RELEASED", "VENTILATING")
"""States of a fire zone in which it is not fit for service."""


@dataclass(frozen=True, slots=True)
class ServiceCreditWindow:
    """A zone's, from activation to sign-off.

    The open window of a zone has the zone's id, a closed one `<zone>/<opened at>`.
    """

    id: str
    zone: str
    opened_at: datetime
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ContractWindow:
    """That of one contract. `kinds`: its items that stood there; none: it names nothing that stands anywhere, and what
    befalls any zone may concern it."""

    contract: str
    tenant: str
    zone: str
    opened_at: datetime
    closed_at: datetime | None
    kinds: tuple[Kind, ...]

    @property
    def id(self) -> str:
        return f"{self.contract}/{self.zone}/{self.opened_at:%Y-%m-%dT%H:%M:%SZ}"


def opened(zone: str, known: ServiceCreditWindow | None, at: datetime) -> ServiceCreditWindow:
    """A second activation within an open window changes nothing."""
    return known or ServiceCreditWindow(zone, zone, at)


def closed(window: ServiceCreditWindow, at: datetime) -> ServiceCreditWindow:
    """The window as it is kept for good."""
    return ServiceCreditWindow(
        f"{window.zone}/{window.opened_at:%Y-%m-%dT%H:%M:%SZ}", window.zone, window.opened_at, at
    )


def by_contract(
    windows: Iterable[ServiceCreditWindow], contracts: Iterable[Contract], places: Places, now: datetime
) -> list[ContractWindow]:
    """A window for each contract of which something stood in the zone then, in the order of their ids."""
    contracts = list(contracts)
    found = (one for window in windows for one in _of_window(window, contracts, places, now))
    return sorted(found, key=lambda one: one.id)


def in_span(windows: Iterable[ContractWindow], span: Span, now: datetime) -> list[tuple[datetime, datetime]]:
    """The times of a span that lie in windows, in order, none twice; an open window lasts until now."""
    ends = min(span.end, max(now, span.start))
    times = sorted((max(w.opened_at, span.start), min(w.closed_at or now, ends)) for w in windows)
    found: list[tuple[datetime, datetime]] = []
    for begin, end in times:
        if begin >= end:
            continue
        if found and begin <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((begin, end))
    return found


def unfit_hours(windows: Iterable[ContractWindow], span: Span, now: datetime) -> Decimal:
    """Hours of a span in which something of the contract was not fit for service; two zones at once count once."""
    seconds = sum((end - begin).total_seconds() for begin, end in in_span(windows, span, now))
    return Decimal(str(seconds)) / 3600


def _of_window(
    window: ServiceCreditWindow, contracts: Iterable[Contract], places: Places, now: datetime
) -> Iterator[ContractWindow]:
    first, last = (at.astimezone(PARIS).date() for at in (window.opened_at, window.closed_at or now))
    for contract in contracts:
        if contract.first_day > last or (contract.last_day is not None and contract.last_day < first):
            continue
        kinds = places.kinds_in(window.zone, contract, window.opened_at)
        if kinds == ():
            continue
        yield ContractWindow(contract.id, contract.tenant, window.zone, window.opened_at, window.closed_at, kinds or ())
