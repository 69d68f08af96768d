"""Fire's part of the site file: the extinguishing zones, their gas and their detectors."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import Annotated, Self

from pydantic import Field, model_validator

from libs.http import Body, Day, Id
from services.fire.domain import decisions
from services.fire.domain.gas import REFERENCE_CELSIUS, gas_in_cylinders
from services.fire.domain.installation import Detector, Installation
from services.fire.domain.upkeep import Task
from services.fire.domain.vocabulary import PANEL, Technology
from services.fire.domain.zone import Zone
from services.fire.store import FireUnit, Occupancy
from services.fire.timeline import keep

Positive = Annotated[Decimal, Field(gt=0, allow_inf_nan=False)]
Celsius = Annotated[Decimal, Field(ge=-20, le=60, allow_inf_nan=False)]


class Cylinders(Body):
    """The zone's nitrogen: `count` cylinders, each of `gas_m3` at one atmosphere, or of `litres` at `bar`.

    `bar`: of a full cylinder at `celsius`; where it is not said, what they have lost cannot be told.
    """

    count: Annotated[int, Field(ge=1)]
    gas_m3: Positive | None = None
    litres: Positive | None = None
    bar: Positive | None = None
    celsius: Celsius = REFERENCE_CELSIUS

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.litres is None) == (self.gas_m3 is None) or (self.litres is not None and self.bar is None):
            raise ValueError("cylinders are given either by gas_m3 or by litres and bar")
        return self

    def total_m3(self) -> Decimal:
        """All their gas at one atmosphere."""
        if self.litres is not None and self.bar is not None:
            return gas_in_cylinders(self.count, self.litres, self.bar)
        return self.count * (self.gas_m3 or Decimal(0))


class FittedDetector(Body):
    """A detector. `technology`: optical, aspirating, heat or flame."""

    device: Id
    technology: Technology


class Maintenance(Body):
    """What is to be done again and again, such as the half-yearly visit."""

    id: Id
    every_days: Annotated[int, Field(ge=1, le=3660)]
    due_on: Day
    """When it is due for the first time; a person's word moves it on."""


class FireZone(Body):
    """An extinguishing zone; its id is that of access's zone."""

    id: Id
    name: str
    volume_m3: Positive
    design_celsius: Celsius = Decimal(20)
    cylinders: Cylinders
    detectors: tuple[FittedDetector, ...]
    countdown_seconds: Annotated[int, Field(ge=0, le=60)] = 30
    flooding_seconds: Annotated[int, Field(ge=600)] = 600
    maintenance: tuple[Maintenance, ...] = ()
    silent_after_seconds: Annotated[int, Field(ge=10)] | None = None
    """Without any word for so long, contact with the panel is lost; three times its own interval, say."""

    @model_validator(mode="after")
    def _detectors_make_a_double_knock(self) -> Self:
        faults = [
            f"detector {device} is there {count} times"
            for device, count in Counter(fitted.device for fitted in self.detectors).items()
            if count > 1
        ]
        if any(fitted.device == PANEL for fitted in self.detectors):
            faults.append(f"{PANEL} is the panel itself, no detector")
        if len({fitted.technology for fitted in self.detectors}) < 2:
            faults.append(f"zone {self.id} needs detectors of two technologies")
        faults += [
            f"maintenance {id} is there {count} times"
            for id, count in Counter(task.id for task in self.maintenance).items()
            if count > 1
        ]
        if faults:
            raise ValueError("; ".join(faults))
        return self

    def installation(self) -> Installation:
        """What is built."""
        return Installation(
            name=self.name,
            volume_m3=self.volume_m3,
            gas_m3=self.cylinders.total_m3(),
            design_celsius=self.design_celsius,
            detectors=tuple(Detector(fitted.device, fitted.technology) for fitted in self.detectors),
            countdown_seconds=self.countdown_seconds,
            flooding_seconds=self.flooding_seconds,
            fill_bar=self.cylinders.bar,
            fill_celsius=self.cylinders.celsius,
            silent_after_seconds=self.silent_after_seconds,
            maintenance=tuple(Task(task.id, task.every_days, task.due_on) for task in self.maintenance),
        )


class Section(Body):
    """`fire:` in the site file."""

    zones: tuple[FireZone, ...]

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        twice = [id for id, count in Counter(zone.id for zone in self.zones).items() if count > 1]
        if twice:
            raise ValueError("; ".join(f"fire zone {id} is there more than once" for id in twice))
        return self


def load(section: Section, unit: FireUnit) -> list[str]:
    """Registers what is new, tells what changed; what vanished is returned as sentences."""
    for entry in section.zones:
        _load(entry, unit)
    named = {entry.id for entry in section.zones}
    stored = list(unit.zones.where())
    return [
        *(f"fire zone {zone.id} is no more in the site file" for zone in stored if zone.id not in named),
        *(f"{gone} is no more in the site file" for zone in stored if zone.id in named for gone in _vanished(zone)),
    ]


def _vanished(zone: Zone) -> list[str]:
    planned = {task.id for task in zone.installation.maintenance}
    return [f"maintenance {task.id} of fire zone {zone.id}" for task in zone.upkeep if task.id not in planned]


def _load(entry: FireZone, unit: FireUnit) -> None:
    zone = unit.zones.get(entry.id)
    if zone is not None:
        keep(unit, decisions.rebuild(zone, entry.installation(), unit.now), before=zone)
        return
    inside = unit.occupancies.get(entry.id) or Occupancy(entry.id, 0)
    unit.put(inside)  # so that a count which access tells at this very moment is not missed
    keep(unit, decisions.register(entry.id, entry.installation(), inside.count, unit.now), before=None)
