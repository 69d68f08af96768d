"""An extinguishing zone: the mirror of its panel, the standing of its devices, and the people inside."""

from __future__ import annotations

from datetime import datetime

from libs.events import Value
from services.fire.domain.drill import Drill
from services.fire.domain.gas import OxygenReading, Pressure
from services.fire.domain.installation import Installation
from services.fire.domain.journal import Journal
from services.fire.domain.mirror import BEFORE_ALL, Mirror, Panel
from services.fire.domain.standing import NEVER_HEARD, NO_FAULT, Standing
from services.fire.domain.upkeep import Task
from services.fire.domain.vocabulary import Condition, State


class Zone(Value):
    """The zone's document. `lines` counts what its timeline holds; `heard_at`: of the newest signal.

    `oxygen_levels`: which of them hold, by name; `cylinders`: the newest reading of each device; `leaks`: where it
    tells of a loss.
    """

    id: str
    installation: Installation
    journal: Journal
    faults: Standing = NO_FAULT
    silences: Standing = NEVER_HEARD
    oxygen: OxygenReading | None = None
    occupancy: int = 0
    above_noael: bool = False
    lines: int = 0
    heard_at: datetime = BEFORE_ALL
    oxygen_levels: Standing = NO_FAULT
    cylinders: tuple[Pressure, ...] = ()
    leaks: Standing = NO_FAULT
    drills: tuple[Drill, ...] = ()
    upkeep: tuple[Task, ...] = ()

    @property
    def panel(self) -> Panel:
        return self.installation.panel(self.id)

    @property
    def mirror(self) -> Mirror:
        return self.journal.mirror

    @property
    def state(self) -> State:
        return self.mirror.phase.state

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """What coexists with the state."""
        holds = {
            Condition.MANUAL_ONLY: self.mirror.manual_only,
            Condition.DISABLED: bool(self.mirror.disabled),
            Condition.FAULT: bool(self.faults.devices),
            Condition.CONTACT_LOST: bool(self.silences.devices),
        }
        return tuple(condition for condition, held in holds.items() if held)
