"""What power does by itself: it keeps the time of silences and of the generator's ten seconds."""

from __future__ import annotations

from libs.bus import Worker, due
from libs.store import Timer
from services.power import intake
from services.power.store import PowerUnit


class PowerWorker(Worker):
    """Power listens to no other service."""

    name = "power"
    unit = PowerUnit

    @due(intake.SILENCE)
    def three_intervals_over(self, timer: Timer, unit: PowerUnit) -> None:
        """Silent, or watched on from its newest reading."""
        source = unit.sources.get(timer.key)
        if source is None or source.contact != "heard":
            return
        silent_from = source.silent_from()
        if silent_from is not None and silent_from > timer.due:
            intake.watch(source, unit)
        else:
            intake.fall_silent(source, unit, timer.due)

    @due(intake.AT_THE_LOAD)
    def ten_seconds_over(self, timer: Timer, unit: PowerUnit) -> None:
        """At the load, or failed to start."""
        generator = unit.generators.get(timer.key)
        if generator is not None and generator.expected_by() == timer.due:
            unit.save(generator.overdue(timer.due))
