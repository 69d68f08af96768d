"""What power does by itself: it keeps the time of silences, of the generator's ten seconds and of its tests."""

from __future__ import annotations

from libs import audit
from libs.bus import Worker, due, every
from libs.store import Timer
from services.power import watching
from services.power.store import PowerUnit


class PowerWorker(Worker):
    """Power listens to no other service."""

    name = "power"
    unit = PowerUnit

    @due(watching.SILENCE)
    def three_intervals_over(self, timer: Timer, unit: PowerUnit) -> None:
        """Silent, or watched on."""
        watching.silence_is_due(timer.key, timer.due, unit)

    @due(watching.AT_THE_LOAD)
    def ten_seconds_over(self, timer: Timer, unit: PowerUnit) -> None:
        """At the load, or failed to start."""
        watching.start_is_due(timer.key, timer.due, unit)

    @due(watching.TEST_DUE)
    def test_was_due(self, timer: Timer, unit: PowerUnit) -> None:
        """Passed meanwhile, or overdue."""
        watching.test_is_due(timer.key, timer.due, unit)

    @every(seconds=3600)
    def let_go(self, unit: PowerUnit) -> None:
        """Lets go of who exchanged meters, once that is not to be kept any longer."""
        audit.let_go(unit, unit.acts, unit.sweeps, unit.now - audit.KEPT)
