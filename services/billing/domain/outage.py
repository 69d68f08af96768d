"""When no power came: every feed lost at once, and no generator at the load.

What is heard is kept by feed and by generator. Their facts come in no order among each other, so that when the centre
was without is worked out each time, of all that is known.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from libs.events import Value, replace
from services.billing.domain.times import Stretch, common, without

CARRIED = timedelta(seconds=60)
"""So long batteries carry, and nobody was without. Source: services/power/README.md: start, transfer, a margin [K]."""


class FeedLosses(Value):
    """A feed of the site, and when it was lost, in order. id: the feed."""

    id: str
    times: tuple[Stretch, ...] = ()

    def lost(self, at: datetime) -> FeedLosses:
        """Lost since then; told again, or after its return was told: nothing new."""
        if any(begin == at for begin, _ in self.times):
            return self
        return replace(self, times=tuple(sorted((*self.times, (at, None)), key=_begin)))

    def restored(self, lost_at: datetime, at: datetime) -> FeedLosses:
        others = (time for time in self.times if time[0] != lost_at)
        return replace(self, times=tuple(sorted((*others, (lost_at, at)), key=_begin)))


class GeneratorRuns(Value):
    """When a generator was at the load, in order. id: the generator."""

    id: str
    times: tuple[Stretch, ...] = ()

    def started(self, at: datetime) -> GeneratorRuns:
        """One that is at the load already stays there."""
        return self if self.times and self.times[-1][1] is None else replace(self, times=(*self.times, (at, None)))

    def left(self, at: datetime) -> GeneratorRuns:
        """The load has left it, or it has stopped under it; one that was not at the load left nothing."""
        if not self.times or self.times[-1][1] is not None:
            return self
        begin = self.times[-1][0]
        return replace(self, times=(*self.times[:-1], (begin, max(begin, at))))


def outages(feeds: Iterable[FeedLosses], generators: Iterable[GeneratorRuns], now: datetime) -> list[Stretch]:
    """When no power came, for longer than batteries carry, from its very begin; in order."""
    dark: list[Stretch] | None = None
    for feed in feeds:
        dark = list(feed.times) if dark is None else common(dark, feed.times)
    for generator in generators:
        dark = without(dark or (), generator.times)
    return [(begin, end) for begin, end in dark or () if (end or now) - begin > CARRIED]


def _begin(time: Stretch) -> datetime:
    return time[0]
