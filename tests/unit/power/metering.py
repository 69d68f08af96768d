"""One meter, what power keeps of it, and how what becomes known is shown."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from libs.events import Event, replace
from services.power.bodies import ExchangeBody
from services.power.domain.hours import MeterHour
from services.power.events import HeatHourCorrected, MeterHourCorrected, RegisterExchanged
from services.power.intake import take
from services.power.metering import exchange
from services.power.store import PowerUnit
from tests.unit.power.plant import NothingStored
from tests.unit.power.stories import DAY, at, hours, meter, reading


class Meter:
    """One meter of a rack, and what power keeps of it."""

    def __init__(self, digits: int = 6, quantities: Iterable[str] = ("energy", "power", "heat")) -> None:
        self.unit = PowerUnit(NothingStored(), DAY + timedelta(days=2))
        self.unit.put(replace(meter(digits, quantities), role="rack"))

    def told(self, *story: tuple[str, str]) -> list[str]:
        """What became known: hours as `stories.hours` shows them, a correction as `… was 4.000`."""
        before = len(self.unit.raised)
        for clock, said in story:
            take(reading(clock, said), self.unit)
        return shown(one.event for one in self.unit.raised[before:])

    def exchanged(self, clock: str, final: str | None, initial: str = "0", why: str = "exchange") -> list[str]:
        body = ExchangeBody.model_validate(
            {"at": at(clock), "why": why, "final": final, "initial": initial, "by": "agent-01"}
        )
        before = len(self.unit.raised)
        exchange("m1", body, self.unit)
        return shown(one.event for one in self.unit.raised[before:])

    def hours(self) -> list[MeterHour]:
        return self.unit.hours.where()


def shown(events: Iterable[Event]) -> list[str]:
    found: list[str] = []
    for one in events:
        if isinstance(one, MeterHourCorrected | HeatHourCorrected):
            sign = " ~" if one.estimated else ""
            found.append(
                f"{one.from_:%H:%M} {one.register_from} > {one.register_until} = {one.kwh} was {one.was_kwh}{sign}"
            )
        elif isinstance(one, RegisterExchanged):
            found.append(f"{one.time:%H:%M} {one.why} {one.final} > {one.initial}")
        else:
            found += hours([one])
    return found
