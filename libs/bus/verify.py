"""What must always hold on a service's stored data, looked at while it works: each check at one moment."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from pymongo import ASCENDING
from pymongo.client_session import ClientSession

from libs.bus.handlers import Handlers
from libs.bus.record import Record
from libs.bus.replay import CannotApply, Replay
from libs.events import Value
from libs.store import Store, Unit

WAIT_SECONDS = 30.0
LOOK_SECONDS = 0.2

PAGES = [("topic", ASCENDING), ("partition", ASCENDING), ("first", ASCENDING)]

Lasts = Mapping[str, int]
Own = Callable[[Any], Iterable[str]]
"""A check that a service declares itself: the breaches that a unit shows, which reads at one moment."""


class Check(Value):
    """One thing that was looked at: `said` in words and numbers, and what does not hold."""

    name: str
    said: str
    breaches: list[str]


def outbox(store: Store[Any]) -> Check:
    """Sequences are gapless and given once; counters and watermarks agree with them."""
    breaches: list[str] = []
    lasts: dict[str, int] = {}
    with store.session(snapshot=True) as moment:
        for page in _pages(store, moment):
            place = f"{page['topic']}/{page['partition']}"
            expected = lasts.get(place, 0) + 1
            if page["first"] > expected:
                breaches.append(f"{place}: sequences {expected} to {page['first'] - 1} are missing")
            elif page["first"] < expected:
                breaches.append(f"{place}: sequence {page['first']} was given twice")
            if page["n"] != page["held"]:
                breaches.append(
                    f"{place}: the page of {page['first']} says {page['n']} events and holds {page['held']}"
                )
            lasts[place] = page["first"] + page["n"] - 1
        counters = {c["_id"]: c for c in store.db.relay.find({"next": {"$exists": True}}, session=moment)}
    for place in sorted(lasts.keys() | counters.keys()):
        counter, last = counters.get(place, {"next": 1, "sent": 0}), lasts.get(place, 0)
        if counter["next"] != last + 1:
            breaches.append(f"{place}: the counter is at {counter['next'] - 1}, the events end at {last}")
        if counter["sent"] >= counter["next"]:
            breaches.append(f"{place}: the watermark {counter['sent']} is beyond the last number given")
    said = f"{sum(lasts.values())} events in {len(counters)} partitions are numbered without a gap"
    return Check("outbox", said, breaches)


def _pages(store: Store[Any], moment: ClientSession) -> Iterator[dict[str, Any]]:
    shown = {"topic": 1, "partition": 1, "first": 1, "n": 1, "held": {"$size": "$events"}}
    numbered = store.db.outbox.find({"first": {"$exists": True}}, shown, batch_size=1_000, session=moment)
    yield from numbered.sort(PAGES).hint(PAGES)


def positions(store: Store[Any], handlers: Handlers, sources: Iterable[str], record: Record) -> Check:
    """Everything that the sources had when this began is applied within 30 s, and nothing beyond what they have."""
    wanted = _lasts(handlers, sources, record)
    deadline = time.monotonic() + WAIT_SECONDS
    while True:
        found = {position["_id"]: position["next"] - 1 for position in store.find("positions", {}, 0)}
        late = {place: last for place, last in wanted.items() if found.get(place, 0) < last}
        if not late or time.monotonic() > deadline:
            break
        time.sleep(LOOK_SECONDS)
    given = _lasts(handlers, sources, record)
    breaches = [
        f"{place}: applied up to {found.get(place, 0)} of {last} after {WAIT_SECONDS:.0f} s"
        for place, last in late.items()
    ]
    breaches += [
        f"{place}: applied up to {found[place]}, and its source has given {last}"
        for place, last in given.items()
        if found.get(place, 0) > last
    ]
    said = f"{sum(found.get(place, 0) for place in given)} events of {len(given)} partitions are applied"
    return Check("positions", said, breaches)


def _lasts(handlers: Handlers, sources: Iterable[str], record: Record) -> Lasts:
    found = [record.lasts(source) for source in sorted(sources)]
    return {f"{p[0]}/{p[1]}": last for lasts in found for p, last in lasts.items() if handlers.hears(p[0])}


def projections(replay: Replay) -> Check:
    """Every projection is what the record makes of it."""
    try:
        filled = replay.try_out()
    except CannotApply as fault:
        return Check("projections", "cannot be made again", [str(fault)])
    compared = filled.compared
    if compared is None:
        raise ValueError("a dry run compares")
    breaches = [
        f"{name}: of {count.documents} documents {count.different} differ from the replay,"
        f" {count.too_many} are too many, {count.missing} are missing"
        for name, count in compared.counts.items()
        if count.equal != count.documents or count.missing
    ]
    breaches += [
        f"{name} {id}: {at or 'the document'} is {_short(live)}, replayed {_short(again)}"
        for name, id, there in compared.shown
        for at, live, again in there[:3]
    ]
    documents = sum(count.documents for count in compared.counts.values())
    said = f"{documents} documents of {len(compared.counts)} against a replay of {filled.events} events"
    return Check("projections", said, breaches)


def own(store: Store[Any], checks: Mapping[str, Own]) -> Iterator[Check]:
    """What the service itself says that must hold."""
    for name, check in checks.items():
        with store.at_one_moment():
            unit: Unit = store.unit()
            breaches = list(check(unit))
        yield Check(name, (check.__doc__ or "").strip().split("\n")[0].rstrip("."), breaches)


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:77]}..."
