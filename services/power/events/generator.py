"""What becomes of the generator: its runs, its tests, its fuel."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from libs.events import Event, Instant
from services.power.events.topics import GENERATOR


class GeneratorStarted(Event, topic=GENERATOR, key="generator"):
    """The generator is at the load. `seconds`: since it was needed; None: nothing needed it."""

    generator: str
    seconds: int | None = None


class GeneratorFailedToStart(Event, topic=GENERATOR, key="generator"):
    """A feed is lost and the generator is not at the load in ten seconds. Source: domain.md, Power [R]."""

    generator: str
    feeds: tuple[str, ...]
    needed_at: Instant


class GeneratorRetransferred(Event, topic=GENERATOR, key="generator"):
    """Every feed is back and the load has left the generator. `seconds`: since the last feed was back."""

    generator: str
    seconds: int


class GeneratorStopped(Event, topic=GENERATOR, key="generator"):
    """A run for a lost feed, or for nothing that is known, is over. Tests are `GeneratorTested`.

    `cooled_seconds`: how long it ran on without load, None where it did not; `litres`: what it burned, where known.
    """

    generator: str
    began: Instant
    ran_seconds: int
    cooled_seconds: int | None
    litres: Decimal | None


class GeneratorTested(Event, topic=GENERATOR, key="generator"):
    """A test is over. A test of four hours is told as a monthly and as a long one.

    `verdict`: long enough at 30 % of nameplate or more and, of a monthly one, with every transfer switch exercised;
    `unproven`: its load was never read, or a switch has no device that would say so. `why`: what is wanting.
    `load_percent`: the mean, of nameplate. `switches`: those that were exercised; `missed`: the others.
    `again`: it was told before, and a switch that was exercised in it is heard only now; this replaces what was said.
    """

    generator: str
    kind: Literal["monthly", "long"]
    began: Instant
    ended: Instant
    minutes: int
    load_percent: Decimal | None
    verdict: Literal["passed", "failed", "unproven"]
    why: Literal["", "too_short", "too_light", "load_unknown", "switch_missed", "switch_unwatched"]
    switches: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()
    again: bool = False


class GeneratorTestOverdue(Event, topic=GENERATOR, key="generator"):
    """No test was passed since `due`: each month, and every 36 months for four hours."""

    generator: str
    kind: Literal["monthly", "long"]
    due: Instant


class GeneratorTestCaughtUp(Event, topic=GENERATOR, key="generator"):
    """A test that was told as overdue since `due` is not any more: one that `began` then did not fail.

    `time`: its end, not before `due`. Where the one that is due after it is overdue too, that is told in turn.
    """

    generator: str
    kind: Literal["monthly", "long"]
    due: Instant
    began: Instant


class WetStackingRisk(Event, topic=GENERATOR, key="generator"):
    """The generator runs below 30 % of nameplate for long, as a diesel should not. `load_percent`: the mean so far."""

    generator: str
    minutes: int
    load_percent: Decimal


class AutonomyLow(Event, topic=GENERATOR, key="generator"):
    """The fuel lasts for fewer hours than a threshold. Hours are rounded down; litres and litres per hour."""

    generator: str
    threshold_hours: int
    autonomy_hours: int
    fuel_litres: Decimal
    burn_litres_per_hour: Decimal


class AutonomyRestored(Event, topic=GENERATOR, key="generator"):
    """The fuel lasts well longer than every threshold again. `low_since`: when the lowest one was announced."""

    generator: str
    low_since: Instant
    autonomy_hours: int
    fuel_litres: Decimal
    burn_litres_per_hour: Decimal
