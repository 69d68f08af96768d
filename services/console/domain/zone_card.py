"""The card of a zone: who is inside, where its panel stands, and what stands beside that."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from libs.events import Value, field, replace


class ZoneCard(Value):
    """A zone as access and fire tell it. `count`, `fire`: None until they are told. `since`: event time of
    `fire`.

    `troubles`: for each condition the devices that say so; `heard`: whether the panel ever spoke of this
    zone.
    """

    id: str
    name: str = ""
    count: int | None = None
    fire: str | None = None
    since: datetime | None = None
    heard: bool = False
    troubles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def occupied(self, count: int) -> ZoneCard:
        """How many are inside; who they are is the desk's to ask access for."""
        return replace(self, count=count)

    def registered_by_fire(self, name: str, at: datetime) -> ZoneCard:
        """Fire knows this zone: quiescent, and not heard yet."""
        return replace(self, name=self.name or name, fire=self.fire or "QUIESCENT", since=self.since or at)

    def told_by_fire(self, fact: str, device: str, at: datetime) -> ZoneCard:
        """The zone after one of fire's facts: a state, or a condition beside it. `device`: or task, or panel."""
        zone = replace(self, heard=self.heard or fact not in NOT_THE_PANELS)
        if fact in FIRE_STATES:
            zone = replace(zone, fire=FIRE_STATES[fact], since=at)
        for table, say in ((CONDITION_BEGINS, True), (CONDITION_ENDS, False)):
            if fact in table:
                condition = table[fact]
                others = {d for d in zone.troubles.get(condition, ()) if d != device}
                devices = tuple(sorted(others | ({device} if say else set())))
                zone = replace(zone, troubles={**zone.troubles, condition: devices})
        return zone

    @property
    def drill(self) -> bool:
        """An exercise goes on there."""
        return bool(self.troubles.get("DRILL"))

    @property
    def hvac_stopped(self) -> bool:
        """As its wiring has it the panel stops HVAC and closes the dampers; of one that is not heard nobody knows."""
        return self.fire in HVAC_STOPPED and "panel" not in self.troubles.get("CONTACT_LOST", ())

    @property
    def conditions(self) -> tuple[str, ...]:
        """In the order in which they are shown. A zone of which the panel never spoke is without contact."""
        lost = {"CONTACT_LOST"} if self.fire is not None and not self.heard else set()
        stands = {condition for condition, devices in self.troubles.items() if devices} | lost
        return tuple(condition for condition in CONDITIONS if condition in stands)


CONDITIONS = (
    "DRILL", "CONTACT_LOST", "OCCUPIED_ABOVE_NOAEL", "OXYGEN_EVACUATE", "OXYGEN_ALARM", "MANUAL_ONLY", "DISABLED",
    "FAULT", "CYLINDER_LEAK", "MAINTENANCE_DUE",
)  # fmt: skip
NOT_THE_PANELS = ("drill-started", "drill-ended", "maintenance-due", "maintenance-done")
"""Facts of a zone that say nothing of whether its panel is heard."""
FIRE_STATES: Mapping[str, str] = {
    "pre-activated": "PRE_ACTIVATED",
    "activated": "ACTIVATED",
    "released": "RELEASED",
    "ventilating": "VENTILATING",
    "returned-to-quiescent": "QUIESCENT",
}
HVAC_STOPPED = ("ACTIVATED", "RELEASED")
"""Source: domain.md, Fire."""
CONDITION_BEGINS: Mapping[str, str] = {
    "contact-lost": "CONTACT_LOST",
    "manual-only-set": "MANUAL_ONLY",
    "disabled": "DISABLED",
    "fault": "FAULT",
    "occupied-above-noael": "OCCUPIED_ABOVE_NOAEL",
    "oxygen-alarm": "OXYGEN_ALARM",
    "oxygen-evacuate": "OXYGEN_EVACUATE",
    "cylinder-leak": "CYLINDER_LEAK",
    "maintenance-due": "MAINTENANCE_DUE",
    "drill-started": "DRILL",
}
CONDITION_ENDS: Mapping[str, str] = {
    "contact-restored": "CONTACT_LOST",
    "manual-only-cleared": "MANUAL_ONLY",
    "enabled": "DISABLED",
    "fault-restored": "FAULT",
    "occupied-above-noael-ended": "OCCUPIED_ABOVE_NOAEL",
    "oxygen-alarm-ended": "OXYGEN_ALARM",
    "oxygen-evacuate-ended": "OXYGEN_EVACUATE",
    "cylinder-leak-ended": "CYLINDER_LEAK",
    "maintenance-done": "MAINTENANCE_DUE",
    "drill-ended": "DRILL",
}
