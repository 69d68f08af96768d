"""Hall A as the stories of these tests know it: what is said of it, second by second."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from libs.events import Event
from services.fire.domain import decisions
from services.fire.domain.installation import Detector, Installation
from services.fire.domain.signal import Signal
from services.fire.domain.upkeep import Task
from services.fire.domain.vocabulary import Kind, Technology
from services.fire.domain.zone import Zone

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

HALL = Installation(
    name="Salle A",
    volume_m3=Decimal(1000),
    gas_m3=Decimal(500),  # 39.3 % at 20 degrees: below the NOAEL
    design_celsius=Decimal(20),
    detectors=(
        Detector("smoke-1", Technology.OPTICAL),
        Detector("smoke-2", Technology.OPTICAL),
        Detector("heat-1", Technology.HEAT),
    ),
    countdown_seconds=30,
    flooding_seconds=600,
    fill_bar=Decimal(300),
    maintenance=(Task("half-yearly-visit", 182, date(2026, 3, 3)),),
)


def at(seconds: float) -> datetime:
    """The moment `seconds` into the story."""
    return START + timedelta(seconds=seconds)


def signal(seconds: float, device: str, kind: str, value: str | None = None, celsius: str | None = None) -> Signal:
    """A signal of that second, with an id of its own."""
    return Signal(
        id=f"{device}-{kind}-{seconds}",
        device=device,
        kind=Kind(kind),
        at=at(seconds),
        value=None if value is None else Decimal(value),
        celsius=None if celsius is None else Decimal(celsius),
    )


class Story:
    """Plays signals on a zone and keeps what was told: `(second, fact)` in the order of telling."""

    def __init__(self, installation: Installation = HALL, heard: bool = True) -> None:
        self.zone, _ = decisions.register("hall-a", installation, occupancy=0, at=at(-3600))
        self.told: list[Event] = []
        if heard:
            self.zone, _ = decisions.hear(self.zone, signal(-3000, "panel", "contact_restored"))

    def say(self, seconds: float, device: str, kind: str, value: str | None = None, celsius: str | None = None) -> str:
        """A signal of that second comes in; the state that everybody then sees."""
        return self.decide(decisions.hear(self.zone, signal(seconds, device, kind, value, celsius)))

    def play(self, *signals: Signal) -> str:
        """Signals come in, in this order."""
        for each in signals:
            self.decide(decisions.hear(self.zone, each))
        return self.zone.state.value

    def pass_to(self, seconds: float) -> str:
        """Time passes, and timers with it."""
        return self.decide(decisions.elapse(self.zone, at(seconds)))

    def enter(self, seconds: float, count: int) -> None:
        """Access tells that so many people are inside."""
        self.decide(decisions.occupied(self.zone, count, at(seconds)))

    def sign_off(self, seconds: float) -> str:
        """A person signs off."""
        return self.decide(decisions.sign_off(self.zone, at(seconds)))

    @property
    def facts(self) -> list[tuple[float, str]]:
        return [((fact.time - START).total_seconds(), name(fact)) for fact in self.told]

    def decide(self, outcome: tuple[Zone, Sequence[Event]]) -> str:
        """What was decided is so, and told."""
        self.zone, told = outcome
        self.told += told
        return self.zone.state.value


def name(fact: Event) -> str:
    """`pre-activated` of `fr.chapelle.fire.pre-activated.v1`."""
    return fact.type.split(".")[3]
