"""What the power service tells the others."""

from services.power.events.acts import ActEntered
from services.power.events.feeds import (
    FeedFoundLive,
    FeedLost,
    FeedRegistered,
    FeedRestored,
)
from services.power.events.generator import (
    AutonomyLow,
    AutonomyRestored,
    GeneratorFailedToStart,
    GeneratorRetransferred,
    GeneratorStarted,
    GeneratorStopped,
    GeneratorTestCaughtUp,
    GeneratorTested,
    GeneratorTestOverdue,
    WetStackingRisk,
)
from services.power.events.hours import (
    HeatHourClosed,
    HeatHourCorrected,
    MeterHourClosed,
    MeterHourCorrected,
    MetersAgree,
    MetersDisagree,
    WaterHourClosed,
    WaterHourCorrected,
)
from services.power.events.racks import (
    RackRegistered,
    RedundancyLost,
    RedundancyRestored,
)
from services.power.events.sources import (
    DemandClosed,
    DemandCorrected,
    RegisterExchanged,
    SourceHeard,
    SourceSilent,
)
from services.power.events.topics import ACT, FEED, GENERATOR, METER, NODE, RACK, UPS
from services.power.events.ups import (
    UpsBatteryRenewed,
    UpsBatteryWorn,
    UpsOnBattery,
    UpsOnMains,
    UpsRuntimeRestored,
    UpsRuntimeShort,
)

__all__ = [
    "ACT",
    "FEED",
    "GENERATOR",
    "METER",
    "NODE",
    "RACK",
    "UPS",
    "ActEntered",
    "AutonomyLow",
    "AutonomyRestored",
    "DemandClosed",
    "DemandCorrected",
    "FeedFoundLive",
    "FeedLost",
    "FeedRegistered",
    "FeedRestored",
    "GeneratorFailedToStart",
    "GeneratorRetransferred",
    "GeneratorStarted",
    "GeneratorStopped",
    "GeneratorTestCaughtUp",
    "GeneratorTestOverdue",
    "GeneratorTested",
    "HeatHourClosed",
    "HeatHourCorrected",
    "MeterHourClosed",
    "MeterHourCorrected",
    "MetersAgree",
    "MetersDisagree",
    "RackRegistered",
    "RedundancyLost",
    "RedundancyRestored",
    "RegisterExchanged",
    "SourceHeard",
    "SourceSilent",
    "UpsBatteryRenewed",
    "UpsBatteryWorn",
    "UpsOnBattery",
    "UpsOnMains",
    "UpsRuntimeRestored",
    "UpsRuntimeShort",
    "WaterHourClosed",
    "WaterHourCorrected",
    "WetStackingRisk",
]
