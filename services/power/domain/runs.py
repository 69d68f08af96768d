"""Runs of the generator: for how long, at what load, and what a test of it proves."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Literal

from libs.events import Value, replace
from services.power.events import GeneratorTested

Kind = Literal["monthly", "long"]
Verdict = Literal["passed", "failed", "unproven"]
Why = Literal["", "too_short", "too_light", "load_unknown", "switch_missed", "switch_unwatched"]

LOADED = Decimal("0.3")
"""Of nameplate: a test is at so much at least, and below it a set wet-stacks. Source: domain.md, Power [R]."""

MONTHLY, LONG = timedelta(minutes=30), timedelta(hours=4)
"""How long a test lasts, each month and every 36 months. Source: domain.md, Power [R]."""

LONGEST = timedelta(days=1)
"""No test lasts longer: so far back is one looked for in which a switch was exercised [K]."""

TOLERANCE = timedelta(minutes=1)
"""By so much may a test seem shorter, for its readings come at intervals [K]."""

WET_STACKING_AFTER = timedelta(minutes=30)
"""So long below 30 % in one run is told [K]."""


class Run(Value):
    """One run, since `began`. `litres`: in the tank then; `at`, `kw`: the newest reading of its load.

    `loaded`, `light`: how long it was at 30 % of nameplate or more, and below; `kwh`: what it gave. `told`: that it
    is light is announced.
    """

    began: datetime
    litres: Decimal | None = None
    at: datetime | None = None
    kw: Decimal = Decimal(0)
    loaded: timedelta = timedelta(0)
    light: timedelta = timedelta(0)
    kwh: Decimal = Decimal(0)
    told: bool = False

    def until(self, at: datetime, nameplate_kw: Decimal) -> Run:
        """The load goes on as it was read last."""
        if self.at is None or at <= self.at:
            return self
        passed = at - self.at
        kwh = self.kwh + self.kw * _seconds(passed) / 3600
        if self.kw >= LOADED * nameplate_kw:
            return replace(self, at=at, kwh=kwh, loaded=self.loaded + passed)
        return replace(self, at=at, kwh=kwh, light=self.light + passed)

    def reads(self, at: datetime, kw: Decimal, nameplate_kw: Decimal) -> Run:
        """After a reading of its load."""
        return replace(self.until(at, nameplate_kw), at=max(at, self.at or at), kw=kw)

    def is_light(self) -> bool:
        """Whether it has run below 30 % for long enough to be told, and is not told yet."""
        return not self.told and self.light >= WET_STACKING_AFTER

    def load_percent(self, nameplate_kw: Decimal) -> Decimal | None:
        """Its mean load in percent of nameplate; None where it was never read."""
        heard = _seconds(self.loaded + self.light)
        return self.kwh * 3600 / heard / nameplate_kw * 100 if heard else None

    def verdict(self, at: datetime) -> tuple[Kind, Verdict, Why]:
        """What it proves as a test that ended at `at`, and why not: too short, too light, load unknown."""
        lasted = at - self.began
        kind: Kind = "long" if lasted >= LONG - TOLERANCE else "monthly"
        wanted = LONG if kind == "long" else MONTHLY
        if lasted < wanted - TOLERANCE:
            return kind, "failed", "too_short"
        if not self.loaded and not self.light:
            return kind, "unproven", "load_unknown"
        if self.loaded < wanted - TOLERANCE:
            return kind, "failed", "too_light"
        return kind, "passed", ""


class GeneratorTest(Value):
    """A test, as evidence. `load_percent`: its mean load, of nameplate; None: never read.

    `switches`: the transfer switches exercised in it; `missed`: the others.
    """

    id: str
    generator: str
    kind: Kind
    began: datetime
    ended: datetime
    minutes: int
    load_percent: Decimal | None
    verdict: Verdict
    why: Why
    switches: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()


def evidence(told: GeneratorTested) -> GeneratorTest:
    """A test as it is kept."""
    return GeneratorTest(
        id=f"{told.generator}:{told.kind}:{told.began:%Y-%m-%dT%H:%M:%SZ}",
        generator=told.generator,
        kind=told.kind,
        began=told.began,
        ended=told.ended,
        minutes=told.minutes,
        load_percent=told.load_percent,
        verdict=told.verdict,
        why=told.why,
        switches=told.switches,
        missed=told.missed,
    )


def _seconds(span: timedelta) -> Decimal:
    return Decimal(span // timedelta(milliseconds=1)) / 1000
