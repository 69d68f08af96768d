"""The console's reactions: to every event of every service, its own included."""

from __future__ import annotations

from libs.bus import Worker, every, on_every_event
from libs.events import Envelope
from services.console import watching
from services.console.domain.pulse import PULSE_SECONDS, Pulse
from services.console.store import ConsoleUnit


class ConsoleWorker(Worker):
    """Keeps all events, opens and ends incidents, moves the board."""

    name = "console"
    unit = ConsoleUnit

    @on_every_event
    def keep(self, envelope: Envelope, unit: ConsoleUnit) -> None:
        watching.keep(envelope, unit)

    @every(seconds=PULSE_SECONDS)
    def beat(self, unit: ConsoleUnit) -> None:
        unit.pulses.get("worker")
        unit.put(Pulse(unit.now))
