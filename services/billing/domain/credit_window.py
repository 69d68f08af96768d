"""From a fire zone's alarm to its sign-off, and while no power came, service may be credited; never in an exercise.

What is heard of fire is kept by zone, of power by feed and generator. Whose service it was follows from the contracts
and from where their things stand: so a contract that is agreed afterwards, back-dated, has its window too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal

from libs.events import Value
from services.billing.domain.contract import Contract
from services.billing.domain.item import Kind
from services.billing.domain.month import PARIS, Span
from services.billing.domain.places import Places
from services.billing.domain.times import Stretch, common, joined

UNFIT = ("ACTIVATED", "RELEASED", "VENTILATING")
"""States of a fire zone in which it is not fit for service."""


class ServiceCreditWindow(Value):
    """A zone's, from activation to sign-off.

    The open window of a zone has the zone's id, a closed one `<zone>/<opened at>`.
    """

    id: str
    zone: str
    opened_at: datetime
    closed_at: datetime | None = None


class ContractWindow(Value):
    """That of one contract. `zone`: that was on fire; None: it was without power. `kinds`: its items that stood there;
    none: it names nothing that stands anywhere, and what befalls any zone may concern it."""

    contract: str
    tenant: str
    zone: str | None
    opened_at: datetime
    closed_at: datetime | None
    kinds: tuple[Kind, ...]

    @property
    def id(self) -> str:
        return f"{self.contract}/{self.zone or ''}/{self.opened_at:%Y-%m-%dT%H:%M:%SZ}"


def opened(zone: str, known: ServiceCreditWindow | None, at: datetime) -> ServiceCreditWindow:
    """A second activation within an open window changes nothing."""
    return known or ServiceCreditWindow(zone, zone, at)


def closed(window: ServiceCreditWindow, at: datetime) -> ServiceCreditWindow:
    """The window as it is kept for good."""
    return ServiceCreditWindow(
        f"{window.zone}/{window.opened_at:%Y-%m-%dT%H:%M:%SZ}", window.zone, window.opened_at, at
    )


def by_contract(
    fires: Iterable[ServiceCreditWindow],
    outages: Iterable[Stretch],
    contracts: Iterable[Contract],
    places: Places,
    now: datetime,
) -> list[ContractWindow]:
    """A window for each contract of which something stood in the zone then, or was without power; by their ids."""
    befell: list[tuple[str | None, Stretch]] = [(fire.zone, (fire.opened_at, fire.closed_at)) for fire in fires]
    befell += [(None, outage) for outage in outages]
    contracts = list(contracts)
    found = (one for zone, time in befell for one in _of_window(zone, time, contracts, places, now))
    return sorted(found, key=lambda one: one.id)


def in_span(windows: Iterable[ContractWindow], span: Span, now: datetime) -> list[tuple[datetime, datetime]]:
    """The times of a span that lie in windows, in order, none twice; an open window lasts until now."""
    so_far = [(span.start, min(span.end, max(now, span.start)))]
    times = joined((window.opened_at, window.closed_at) for window in windows)
    return [(begin, end or now) for begin, end in common(times, so_far)]


def unfit_hours(windows: Iterable[ContractWindow], span: Span, now: datetime) -> Decimal:
    """Hours of a span in which something of the contract was not fit for service; two zones at once count once."""
    seconds = sum((end - begin).total_seconds() for begin, end in in_span(windows, span, now))
    return Decimal(str(seconds)) / 3600


def _of_window(
    zone: str | None, time: Stretch, contracts: Iterable[Contract], places: Places, now: datetime
) -> Iterator[ContractWindow]:
    opened_at, closed_at = time
    first, last = (at.astimezone(PARIS).date() for at in (opened_at, closed_at or now))
    for contract in contracts:
        if contract.first_day > last or (contract.last_day is not None and contract.last_day < first):
            continue
        kinds = places.kinds_in(zone, contract, opened_at)
        if kinds == ():
            continue
        yield ContractWindow(contract.id, contract.tenant, zone, opened_at, closed_at, kinds or ())
