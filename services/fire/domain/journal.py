"""Signals in the order in which they happened, whatever the order in which they came.

The mirror is a fold of the journal through the table. A late signal takes its place and the fold is made
again, so that every order of arrival ends the same. What was told is not told twice; what is new is told now.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from libs.events import Event, Value, field, replace
from services.fire import events
from services.fire.domain.instant import disbelieved, place
from services.fire.domain.machine import elapse, hear, ignored
from services.fire.domain.mirror import BEFORE_ALL, Mirror, Panel, Said
from services.fire.domain.vocabulary import Phase

LATE = timedelta(hours=1)
"""A signal later than this behind the newest one is recorded and raised, but rewrites nothing [D]."""
LONGEST = 200
"""Signals kept for a new fold, so that the zone's document stays small [D]."""


class Journal(Value):
    """`mirror` = `settled`, then `signals` in the order of their time, then timers up to `as_of`."""

    settled: Mirror = field(default_factory=Mirror)
    settled_at: datetime = BEFORE_ALL
    signals: tuple[Said, ...] = ()
    mirror: Mirror = field(default_factory=Mirror)
    as_of: datetime = BEFORE_ALL


def write(panel: Panel, journal: Journal, said: Said) -> tuple[Journal, Sequence[Event]]:
    """The journal with `said` in its place, and the facts that are new by it."""
    if said.at < journal.settled_at:
        why = f"all is settled up to {journal.settled_at.isoformat(timespec='milliseconds')}"
        return journal, (ignored(panel.zone, said, journal.mirror.phase, why),)
    contrary = next((other for other in journal.signals if disbelieved(other, said)), None)
    if contrary is not None and disbelieved(contrary, said) is said:
        return journal, (_contradicts(panel, said, contrary, journal.mirror.phase),)
    kept = tuple(other for other in journal.signals if other is not contrary)
    at = bisect_right(kept, place(said), key=place)
    signals = (*kept[:at], said, *kept[at:])
    if said.at >= journal.as_of and signals[-1] is said and contrary is None:
        mirror, told = hear(panel, journal.mirror, said)
        return _settle(panel, replace(journal, signals=signals, mirror=mirror, as_of=said.at)), told
    mirror, story = _fold(panel, journal.settled, signals, journal.as_of)
    _, told_before = _fold(panel, journal.settled, journal.signals, journal.as_of)
    news = _untold(story, told_before)
    if contrary is not None:
        news = (*news, _contradicts(panel, contrary, said, mirror.phase))
    return _settle(panel, replace(journal, signals=signals, mirror=mirror)), news


def _contradicts(panel: Panel, said: Said, believed: Said, phase: Phase) -> Event:
    why = f"{said.device} says {believed.kind.value} of this same instant, which is believed"
    return ignored(panel.zone, said, phase, why)


def pass_time(panel: Panel, journal: Journal, until: datetime) -> tuple[Journal, Sequence[Event]]:
    """The journal after the timers that end at or before `until`."""
    mirror, told = elapse(panel, journal.mirror, until)
    if mirror == journal.mirror:
        return journal, ()
    return replace(journal, mirror=mirror, as_of=max(journal.as_of, until)), told


def _fold(panel: Panel, mirror: Mirror, signals: Iterable[Said], until: datetime) -> tuple[Mirror, Sequence[Event]]:
    story: list[Event] = []
    for said in signals:
        mirror, told = hear(panel, mirror, said)
        story += told
    mirror, told = elapse(panel, mirror, until)
    return mirror, [*story, *told]


def _settle(panel: Panel, journal: Journal) -> Journal:
    """Fold for good what no late signal may come before any more."""
    too_old = bisect_right(journal.signals, journal.as_of - LATE, key=lambda said: said.at)
    many = max(too_old, len(journal.signals) - LONGEST)
    if many <= 0:
        return journal
    settled = journal.settled
    for said in journal.signals[:many]:
        settled, _ = hear(panel, settled, said)
    last = journal.signals[many - 1].at
    return replace(journal, settled=settled, settled_at=last, signals=journal.signals[many:])


_EACH_COUNTS = (events.SignalIgnored, events.CountdownStarted)


def _untold(story: Sequence[Event], told: Sequence[Event]) -> Sequence[Event]:
    """What of the story was not told yet; a fact told with a moment that proved a little wrong was told."""
    left = list(told)
    fresh: list[Event] = []
    for fact in story:
        if fact in left:
            left.remove(fact)
        else:
            fresh.append(fact)
    news: list[Event] = []
    for fact in fresh:
        same = next((other for other in left if type(other) is type(fact)), None)
        if same is None or isinstance(fact, _EACH_COUNTS):
            news.append(fact)
        else:
            left.remove(same)
    return news
