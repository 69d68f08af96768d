"""Fire's facts, all about one zone and keyed by it. The certified panel decides; these say what it did.

Source: domain.md, Fire. Ids are strings, seconds are integers, percentages are decimal strings.
"""

from services.fire.events.alarm import (
    Activated,
    CountdownStarted,
    PanelReset,
    PreActivated,
    ReleaseAborted,
    Released,
    ReleaseHeld,
    ReleaseNotConfirmed,
    ReturnedToQuiescent,
    Ventilating,
)
from services.fire.events.danger import (
    OccupiedAboveNoael,
    OccupiedAboveNoaelEnded,
    OxygenAlarm,
    OxygenAlarmEnded,
    OxygenEvacuate,
    OxygenEvacuateEnded,
)
from services.fire.events.devices import (
    ContactLost,
    ContactRestored,
    Disabled,
    Enabled,
    Fault,
    FaultRestored,
    ManualOnlyCleared,
    ManualOnlySet,
    SignalIgnored,
)
from services.fire.events.upkeep import (
    ACT,
    ActEntered,
    CylinderLeak,
    CylinderLeakEnded,
    DrillEnded,
    DrillStarted,
    MaintenanceDone,
    MaintenanceDue,
)
from services.fire.events.zone import ZONE, DetectorFitted, InZone, ZoneRegistered

__all__ = [
    "ACT",
    "ZONE",
    "ActEntered",
    "Activated",
    "ContactLost",
    "ContactRestored",
    "CountdownStarted",
    "CylinderLeak",
    "CylinderLeakEnded",
    "DetectorFitted",
    "Disabled",
    "DrillEnded",
    "DrillStarted",
    "Enabled",
    "Fault",
    "FaultRestored",
    "InZone",
    "MaintenanceDone",
    "MaintenanceDue",
    "ManualOnlyCleared",
    "ManualOnlySet",
    "OccupiedAboveNoael",
    "OccupiedAboveNoaelEnded",
    "OxygenAlarm",
    "OxygenAlarmEnded",
    "OxygenEvacuate",
    "OxygenEvacuateEnded",
    "PanelReset",
    "PreActivated",
    "ReleaseAborted",
    "ReleaseHeld",
    "ReleaseNotConfirmed",
    "Released",
    "ReturnedToQuiescent",
    "SignalIgnored",
    "Ventilating",
    "ZoneRegistered",
]
