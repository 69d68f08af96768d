"""The live site on one page: what `GET /v1/overview` answers and what `/` shows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal
from zoneinfo import ZoneInfo

from libs.http import Amount, Answer, At
from services.console.domain.board import (
    Feeds,
    FeedState,
    Generator,
    GeneratorState,
    Invoicing,
    PoolCard,
    Refusals,
    Sources,
)
from services.console.domain.incident import Incident
from services.console.domain.priority import Priority
from services.console.domain.seen import Counter
from services.console.domain.zone_card import ZoneCard
from services.console.incidents import IncidentView, view_of
from services.console.store import ConsoleUnit

PARIS = ZoneInfo("Europe/Paris")


class ZoneNow(Answer):
    """A zone: who is inside, what the panel says."""

    zone: str
    name: str
    count: int | None
    """People inside; null until it is known."""
    fire: str | None
    """The state, as fire names it; null until it is known."""
    conditions: list[str]
    """What stands beside the state, as fire names it."""
    since: At | None
    """When the state began."""
    drill: bool
    """An exercise goes on there."""
    hvac_stopped: bool
    """The panel has stopped HVAC and closed the dampers, as its wiring has it."""


class FeedNow(Answer):
    """A feed."""

    feed: str
    state: FeedState
    since: At


class GeneratorNow(Answer):
    """A generator."""

    generator: str
    state: GeneratorState | None
    """As the newest fact says; null while it never ran."""
    since: At | None
    autonomy_hours: int | None
    """As told when it was low."""
    low_at: At | None
    """When it was low."""


class PoolNow(Answer):
    """A pool."""

    pool: str
    state: str
    """As storage names it."""
    since: At
    used_ratio: float | None
    """Of usable bytes; null before the first sample."""
    parked: bool
    drill: bool
    """It is parked in an exercise."""


class RefusalNow(Answer):
    """A badge that was denied."""

    at: At
    door: str
    zone: str
    """Where the door leads."""
    person: str | None
    """Null when the badge is unknown."""
    reason: str
    drill: bool
    """Refused for a fire that is an exercise."""


class IssuedNow(Answer):
    """An invoice (380) or credit note (381)."""

    number: str
    type: Literal["380", "381"]
    tenant: str
    gross: Amount
    """EUR, VAT included."""


class InvoicingNow(Answer):
    """What was issued in a calendar month."""

    month: str
    """In Europe/Paris."""
    issued: list[IssuedNow]
    total: Amount
    """EUR: invoices less credit notes."""


class SourceNow(Answer):
    """A service, as heard here."""

    service: str
    at: At
    """When its newest fact happened."""
    received_at: At
    """When that was applied here."""
    lag_seconds: float
    """Between the two, of the platform's clock."""
    events: int
    """Heard so far."""


class Overview(Answer):
    """The live site."""

    at: At
    """The platform's time."""
    position: int
    """All events up to it are in here."""
    worker_seen_at: At | None
    """When what applies them was last alive."""
    unacknowledged: dict[str, int]
    """How many open incidents of each priority."""
    incidents: list[IncidentView]
    """All that stand, the most pressing first."""
    zones: list[ZoneNow]
    feeds: list[FeedNow]
    generators: list[GeneratorNow]
    pools: list[PoolNow]
    refused: list[RefusalNow]
    """The last ones."""
    invoicing: InvoicingNow
    services: list[SourceNow]


def overview(unit: ConsoleUnit) -> Overview:
    """The position is read first: what the board shows beyond it is drawn once more by the stream, no harm done."""
    counter = unit.counters.get("seen") or Counter()
    pulse = unit.pulses.get("worker")
    standing = most_pressing((*unit.incidents.where(state="open"), *unit.incidents.where(state="acknowledged")))
    month = f"{unit.now.astimezone(PARIS):%Y-%m}"
    return Overview(
        at=unit.now,
        position=counter.last,
        worker_seen_at=pulse.at if pulse else None,
        unacknowledged={p.value: sum(i.state == "open" and i.priority == p for i in standing) for p in Priority},
        incidents=[view_of(incident) for incident in standing],
        zones=[zone_now(zone) for zone in unit.zones.where()],
        feeds=feeds_now(unit.feeds.get("all") or Feeds()),
        generators=[generator_now(generator) for generator in unit.generators.where()],
        pools=[pool_now(pool) for pool in unit.pools.where()],
        refused=refused_now(unit.refusals.get("last") or Refusals()),
        invoicing=invoicing_now(unit.invoicing.get(month) or Invoicing(month)),
        services=services_now(unit.sources.get("all") or Sources()),
    )


def most_pressing(incidents: Iterable[Incident]) -> list[Incident]:
    """Unacknowledged first, then by priority, then the oldest: the first cause comes first."""
    return sorted(incidents, key=lambda i: (i.state != "open", i.priority.rank, i.opened_at, i.id))


def zone_now(zone: ZoneCard) -> ZoneNow:
    return ZoneNow(
        zone=zone.id,
        name=zone.name,
        count=zone.count,
        fire=zone.fire,
        conditions=list(zone.conditions),
        since=zone.since,
        drill=zone.drill,
        hvac_stopped=zone.hvac_stopped,
    )


def feeds_now(feeds: Feeds) -> list[FeedNow]:
    cards = sorted(feeds.cards.values(), key=lambda card: card.id)
    return [FeedNow(feed=card.id, state=card.state, since=card.since) for card in cards]


def generator_now(generator: Generator) -> GeneratorNow:
    return GeneratorNow(
        generator=generator.id,
        state=generator.state,
        since=generator.since,
        autonomy_hours=generator.autonomy_hours,
        low_at=generator.low_at,
    )


def pool_now(pool: PoolCard) -> PoolNow:
    return PoolNow(
        pool=pool.id,
        state=pool.state,
        since=pool.since,
        used_ratio=pool.used_ratio,
        parked=pool.parked,
        drill=pool.drill,
    )


def refused_now(refusals: Refusals) -> list[RefusalNow]:
    return [
        RefusalNow(at=one.at, door=one.door, zone=one.zone, person=one.person, reason=one.reason, drill=one.drill)
        for one in refusals.refused
    ]


def invoicing_now(invoicing: Invoicing) -> InvoicingNow:
    issued = sorted(invoicing.issued, key=lambda document: document.number)
    return InvoicingNow(
        month=invoicing.id,
        issued=[IssuedNow(number=d.number, type=d.type, tenant=d.tenant, gross=d.gross) for d in issued],
        total=invoicing.total,
    )


def services_now(sources: Sources) -> list[SourceNow]:
    return [
        SourceNow(
            service=service,
            at=heard.at,
            received_at=heard.received_at,
            lag_seconds=max(0.0, (heard.received_at - heard.at).total_seconds()),
            events=heard.events,
        )
        for service, heard in sorted(sources.heard.items())
    ]
