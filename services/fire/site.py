"""Fire's part of the site file: the extinguishing zones, their gas and their detectors."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import Annotated, Self

from pydantic import Field, model_validator

from libs.http import Body, Id
from services.fire.domain import decisions
from services.fire.domain.gas import gas_in_cylinders
from services.fire.domain.installation import Detector, Installation
from services.fire.domain.vocabulary import PANEL, Technology
from services.fire.store import FireUnit, Occupancy
from services.fire.timeline import keep

Positive = Annotated[Decimal, Field(gt=0, allow_inf_nan=False)]


class Cylinders(Body):
    """The zone's nitrogen: `count` cylinders, each of `gas_m3` at one atmosphere, or of `litres` at `bar`."""

    count: Annotated[int, Field(ge=1)]
    gas_m3: Positive | None = None
    litres: Positive | None = None
    bar: Positive | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        by_size = self.litres is not None and self.bar is not None
        if by_size == (self.gas_m3 is not None) or (self.litres is None) != (self.bar is None):
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


class FireZone(Body):
    """An extinguishing zone; its id is that of access's zone."""

    id: Id
    name: str
    volume_m3: Positive
    design_celsius: Annotated[Decimal, Field(ge=-20, le=60)] = Decimal(20)
    cylinders: Cylinders
    detectors: tuple[FittedDetector, ...]
    countdown_seconds: Annotated[int, Field(ge=0, le=60)] = 30
    flooding_seconds: Annotated[int, Field(ge=600)] = 600

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
    return [f"fire zone {zone.id} is no more in the site file" for zone in unit.zones.where() if zone.id not in named]


def _load(entry: FireZone, unit: FireUnit) -> None:
    zone = unit.zones.get(entry.id)
    if zone is not None:
        keep(unit, decisions.rebuild(zone, entry.installation(), unit.now), before=zone)
        return
    inside = unit.occupancies.get(entry.id) or Occupancy(entry.id, 0)
    unit.put(inside)  # so that a count which access tells at this very moment is not missed
    keep(unit, decisions.register(entry.id, entry.installation(), inside.count, unit.now), before=None)
