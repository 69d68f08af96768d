"""The live site on one page: what `GET /v1/overview` answers and what `/` shows."""

from __future__ import annotations

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from libs.http import Amount, Answer, At
from services.console.domain.board import Feeds, Generator, Invoicing, PoolCard, Refusals, Sources, ZoneCard
from services.console.domain.incident import Incident
from services.console.domain.priority import Priority
from services.console.domain.seen import Counter
from services.console.incidents import IncidentView, view_of
from services.console.store import ConsoleUnit

PARIS = ZoneInfo("Europe/Paris")


class ZoneNow(Answer):
    """`count`, `fire`: null until they are known; `fire` and `conditions`: as fire names them; `since`: of `fire`."""

    zone: str
    name: str
    count: int | None
    fire: str | None
    conditions: list[str]
    since: At | None


class FeedNow(Answer):
    """`state`: `live|lost|unknown`."""

    feed: str
    state: str
    since: At


class GeneratorNow(Answer):
    """`state`: `started|failed`, null while it never ran; `autonomy_hours`: as told at `low_at`, when it was low."""

    generator: str
    state: str | None
    since: At | None
    autonomy_hours: int | None
    low_at: At | None


class PoolNow(Answer):
    """`state`: as storage names it; `used_ratio`: of usable bytes, null before the first sample."""

    pool: str
    state: str
    since: At
    used_ratio: float | None
    parked: bool


class RefusalNow(Answer):
    """A badge that was denied; `person` null when the badge is unknown."""

    at: At
    door: str
    zone: str
    person: str | None
    reason: str


class IssuedNow(Answer):
    """`gross`: euros, VAT included."""

    number: str
    type: str
    tenant: str
    gross: Amount


class InvoicingNow(Answer):
    """What was issued in the calendar month `month` (Europe/Paris); `total`: invoices less credit notes."""

    month: str
    issued: list[IssuedNow]
    total: Amount


class SourceNow(Answer):
    """A service: its newest fact `at`, applied here `received_at`; `lag_seconds` between the two, platform time."""

    service: str
    at: At
    received_at: At
    lag_seconds: float
    events: int


class Overview(Answer):
    """`position`: all events up to it are in here. `worker_seen_at`: when what applies them was last alive."""

    at: At
    position: int
    worker_seen_at: At | None
    unacknowledged: dict[str, int]
    incidents: list[IncidentView]
    zones: list[ZoneNow]
    feeds: list[FeedNow]
    generators: list[GeneratorNow]
    pools: list[PoolNow]
    refused: list[RefusalNow]
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
    return PoolNow(pool=pool.id, state=pool.state, since=pool.since, used_ratio=pool.used_ratio, parked=pool.parked)


def refused_now(refusals: Refusals) -> list[RefusalNow]:
    return [
        RefusalNow(at=one.at, door=one.door, zone=one.zone, person=one.person, reason=one.reason)
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
