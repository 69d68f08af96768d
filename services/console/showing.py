"""Moves the board: one small step for each kind of fact that the overview shows, one table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Literal, TypeVar

from libs.events import Envelope, Event, replace, unread
from services.console import heard
from services.console.domain.board import (
    Feeds,
    FeedState,
    Generator,
    GeneratorState,
    Invoicing,
    Issued,
    PoolCard,
    Refusal,
    Refusals,
    Sources,
)
from services.console.domain.rules import Fact
from services.console.domain.zone_card import CONDITION_BEGINS, CONDITION_ENDS, FIRE_STATES, ZoneCard
from services.console.store import ConsoleUnit

E = TypeVar("E", bound=Event)
Step = Callable[[Fact, Envelope, ConsoleUnit], None]
GeneratorFact = (
    heard.GeneratorStarted | heard.GeneratorFailedToStart | heard.GeneratorRetransferred | heard.GeneratorStopped
)
FeedFact = heard.FeedLost | heard.FeedRestored | heard.FeedFoundLive


def show(fact: Fact, envelope: Envelope, unit: ConsoleUnit) -> None:
    """Raises `msgspec.ValidationError` when a fact that is shown lacks a field of its contract, `ValueError` when it is
    shown in another version alone."""
    known = unit.sources.get("all") or Sources()
    unit.put(known.and_also(fact.service, envelope.time, unit.now))
    step = STEPS.get(envelope.type)
    if step is not None:
        step(fact, envelope, unit)
    elif why := not_shown(envelope.type):
        raise ValueError(why)


@cache
def not_shown(type: str) -> str:
    """Why the board cannot show a fact that it shows in another version; empty: it shows none."""
    return unread(type, STEPS)


# -- zones: access says who is inside, fire what the panel says


def zone(id: str, unit: ConsoleUnit) -> ZoneCard:
    return unit.zones.get(id) or ZoneCard(id)


def registered_zone(event: heard.ZoneRegistered, unit: ConsoleUnit) -> None:
    unit.put(replace(zone(event.zone, unit), name=event.name))


def occupied(event: heard.ZoneOccupancyChanged, unit: ConsoleUnit) -> None:
    unit.put(zone(event.zone, unit).occupied(event.count))


def refusals(unit: ConsoleUnit) -> Refusals:
    return unit.refusals.get("last") or Refusals()


def denied(event: heard.BadgeDenied, unit: ConsoleUnit) -> None:
    refusal = Refusal(event.time, event.door, event.zone, event.person, event.reason, event.drill)
    unit.put(refusals(unit).and_also(refusal))


def expired(event: heard.RecordExpired, unit: ConsoleUnit) -> None:
    if event.event_type in heard.BadgeDenied.reads:
        unit.put(refusals(unit).without(event.before))


def protected_zone(fact: Fact, envelope: Envelope, unit: ConsoleUnit) -> None:
    name = str(fact.data.get("name", ""))
    unit.put(zone(fact.subject, unit).registered_by_fire(name, envelope.time))


def told_by_fire(name: str) -> tuple[str, Step]:
    def step(fact: Fact, envelope: Envelope, unit: ConsoleUnit) -> None:
        device = str(fact.data.get("device") or fact.data.get("task") or "panel")
        unit.put(zone(fact.subject, unit).told_by_fire(name, device, envelope.time))

    return f"fr.chapelle.fire.{name}.v1", step


# -- power


def feeds(unit: ConsoleUnit) -> Feeds:
    return unit.feeds.get("all") or Feeds()


def registered_feed(event: heard.FeedRegistered, unit: ConsoleUnit) -> None:
    unit.put(feeds(unit).registered(event.feed, event.incomer, event.time))


def feed_is(state: FeedState) -> Callable[[FeedFact, ConsoleUnit], None]:
    def step(event: FeedFact, unit: ConsoleUnit) -> None:
        unit.put(feeds(unit).told(event.feed, event.incomer, state, event.time))

    return step


def silent(event: heard.SourceSilent, unit: ConsoleUnit) -> None:
    known = feeds(unit)
    now = known.silent(event.source, event.time)
    if now is not known:
        unit.put(now)


def generator(id: str, unit: ConsoleUnit) -> Generator:
    return unit.generators.get(id) or Generator(id)


def generator_has(state: GeneratorState) -> Callable[[GeneratorFact, ConsoleUnit], None]:
    def step(event: GeneratorFact, unit: ConsoleUnit) -> None:
        unit.put(replace(generator(event.generator, unit), state=state, since=event.time))

    return step


def autonomy(event: heard.AutonomyLow, unit: ConsoleUnit) -> None:
    known = generator(event.generator, unit)
    unit.put(replace(known, autonomy_hours=event.autonomy_hours, low_at=event.time))


def autonomous(event: heard.AutonomyRestored, unit: ConsoleUnit) -> None:
    unit.put(replace(generator(event.generator, unit), autonomy_hours=None, low_at=None))


# -- storage


def pool(event: heard.PoolStateChanged, unit: ConsoleUnit) -> None:
    known = unit.pools.get(event.pool)
    ratio = event.used_bytes / event.usable_bytes if event.used_bytes is not None and event.usable_bytes else None
    known = known or PoolCard(event.pool, event.state, event.time)
    unit.put(replace(known, state=event.state, since=event.time, used_ratio=ratio))


def parked(event: heard.Parked, unit: ConsoleUnit) -> None:
    known = unit.pools.get(event.pool) or PoolCard(event.pool, "unknown", event.time)
    unit.put(replace(known, parked=True, drill=event.drill))


def unparked(event: heard.Unparked, unit: ConsoleUnit) -> None:
    known = unit.pools.get(event.pool) or PoolCard(event.pool, "unknown", event.time)
    unit.put(replace(known, parked=False, drill=False))


# -- billing


def issued(
    type: Literal["380", "381"],
) -> Callable[[heard.InvoiceIssued | heard.CreditNoteIssued, ConsoleUnit], None]:
    def step(event: heard.InvoiceIssued | heard.CreditNoteIssued, unit: ConsoleUnit) -> None:
        month = f"{event.issued_on:%Y-%m}"
        known = unit.invoicing.get(month) or Invoicing(month)
        unit.put(known.and_also(Issued(event.number, type, event.tenant, event.gross_total)))

    return step


def on(kind: type[E], show_it: Callable[[E, ConsoleUnit], None]) -> Iterator[tuple[str, Step]]:
    """Rows of the table: each type of the fact that its class reads, and the step that gets it decoded."""

    def step(_: Fact, envelope: Envelope, unit: ConsoleUnit) -> None:
        show_it(kind.decode(envelope.data, envelope.time, envelope.type), unit)

    return ((type, step) for type in kind.reads)


STEPS: dict[str, Step] = dict(
    (
        *on(heard.ZoneRegistered, registered_zone),
        *on(heard.ZoneOccupancyChanged, occupied),
        *on(heard.BadgeDenied, denied),
        *on(heard.RecordExpired, expired),
        ("fr.chapelle.fire.zone-registered.v1", protected_zone),
        *(told_by_fire(name) for name in (*FIRE_STATES, *CONDITION_BEGINS, *CONDITION_ENDS)),
        *on(heard.FeedRegistered, registered_feed),
        *on(heard.FeedLost, feed_is("lost")),
        *on(heard.FeedRestored, feed_is("live")),
        *on(heard.FeedFoundLive, feed_is("live")),
        *on(heard.SourceSilent, silent),
        *on(heard.GeneratorStarted, generator_has("started")),
        *on(heard.GeneratorFailedToStart, generator_has("failed")),
        *on(heard.GeneratorRetransferred, generator_has("retransferred")),
        *on(heard.GeneratorStopped, generator_has("stopped")),
        *on(heard.AutonomyLow, autonomy),
        *on(heard.AutonomyRestored, autonomous),
        *on(heard.PoolStateChanged, pool),
        *on(heard.Parked, parked),
        *on(heard.Unparked, unparked),
        *on(heard.InvoiceIssued, issued("380")),
        *on(heard.CreditNoteIssued, issued("381")),
    )
)
