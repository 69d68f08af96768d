"""The console's reactions: to every event of every service, its own included."""

from __future__ import annotations

from libs.bus import Timer, Worker, due, every, on_every_event
from libs.events import Envelope
from services.console import watching
from services.console.domain.pulse import PULSE_SECONDS, Pulse
from services.console.forgetting import COPIES, WORDS_OVER, forget_copies, forget_words
from services.console.store import ConsoleUnit


class ConsoleWorker(Worker):
    """Keeps all events as long as their sources do, opens and ends incidents, moves the board."""

    name = "console"
    unit = ConsoleUnit

    @on_every_event
    def keep(self, envelope: Envelope, unit: ConsoleUnit) -> None:
        watching.keep(envelope, unit)

    @due(COPIES)
    def forget_copies(self, timer: Timer, unit: ConsoleUnit) -> None:
        """Of events that have expired."""
        forget_copies(timer, unit)

    @due(WORDS_OVER)
    def forget_words(self, timer: Timer, unit: ConsoleUnit) -> None:
        """Of people on an incident that has been over for long."""
        forget_words(timer, unit)

    @every(seconds=PULSE_SECONDS)
    def beat(self, unit: ConsoleUnit) -> None:
        unit.pulses.get("worker")
        unit.put(Pulse(unit.now))
