"""What billing listens to, and the document that each event needs."""

from __future__ import annotations

from libs.bus import Worker, on
from services.billing import keeping
from services.billing.domain.credit_window import ServiceCreditWindow
from services.billing.domain.demand import DemandDay
from services.billing.domain.energy import EnergyDay, HeatDay, day_id
from services.billing.domain.outage import FeedLosses, GeneratorRuns
from services.billing.domain.places import RackPlace, VolumePlace
from services.billing.domain.stored import StorageMonth, storage_month_id
from services.billing.domain.visits import VisitMonth, visit_month_id
from services.billing.heard import (
    Activated,
    DemandClosed,
    DemandCorrected,
    DrillEnded,
    FeedLost,
    FeedRegistered,
    FeedRestored,
    GeneratorFailedToStart,
    GeneratorRetransferred,
    GeneratorStarted,
    GeneratorStopped,
    HeatHourClosed,
    HeatHourCorrected,
    MeterHourClosed,
    MeterHourCorrected,
    RackRegistered,
    ReturnedToQuiescent,
    TenantDayClosed,
    VisitEnded,
    VolumeCreated,
    VolumeEnded,
)
from services.billing.store import BillingUnit


class BillingWorker(Worker):
    """Others' events become usage; nothing is told until a run rates it."""

    name = "billing"
    unit = BillingUnit

    @on(MeterHourClosed, reads=lambda e: [(EnergyDay, day_id(e.source, e.from_))])
    def keep_meter_hour(self, event: MeterHourClosed, unit: BillingUnit) -> None:
        keeping.keep_meter_hour(event, unit)

    @on(HeatHourClosed, reads=lambda e: [(HeatDay, day_id(e.source, e.from_))])
    def keep_heat_hour(self, event: HeatHourClosed, unit: BillingUnit) -> None:
        keeping.keep_heat_hour(event, unit)

    @on(MeterHourCorrected, reads=lambda e: [(EnergyDay, day_id(e.source, e.from_))])
    def correct_meter_hour(self, event: MeterHourCorrected, unit: BillingUnit) -> None:
        keeping.keep_meter_hour(event, unit)

    @on(HeatHourCorrected, reads=lambda e: [(HeatDay, day_id(e.source, e.from_))])
    def correct_heat_hour(self, event: HeatHourCorrected, unit: BillingUnit) -> None:
        keeping.keep_heat_hour(event, unit)

    @on(DemandClosed, reads=lambda e: [(DemandDay, day_id(e.source, e.from_))])
    def keep_demand(self, event: DemandClosed, unit: BillingUnit) -> None:
        keeping.keep_demand(event, unit)

    @on(DemandCorrected, reads=lambda e: [(DemandDay, day_id(e.source, e.from_))])
    def correct_demand(self, event: DemandCorrected, unit: BillingUnit) -> None:
        keeping.keep_demand(event, unit)

    @on(TenantDayClosed, reads=lambda e: [(StorageMonth, storage_month_id(e.tenant, e.day))])
    def keep_storage_day(self, event: TenantDayClosed, unit: BillingUnit) -> None:
        keeping.keep_storage_day(event, unit)

    @on(VisitEnded, reads=lambda e: [(VisitMonth, visit_month_id(e.tenant, e.time))] if e.tenant else [])
    def keep_visit(self, event: VisitEnded, unit: BillingUnit) -> None:
        keeping.keep_visit(event, unit)

    @on(RackRegistered, reads=lambda e: [(RackPlace, e.rack)])
    def place_rack(self, event: RackRegistered, unit: BillingUnit) -> None:
        keeping.place_rack(event, unit)

    @on(VolumeCreated, reads=lambda e: [(VolumePlace, e.volume)])
    def place_volume(self, event: VolumeCreated, unit: BillingUnit) -> None:
        keeping.place_volume(event, unit)

    @on(VolumeEnded, reads=lambda e: [(VolumePlace, e.volume)])
    def end_volume(self, event: VolumeEnded, unit: BillingUnit) -> None:
        keeping.end_volume(event, unit)

    @on(Activated, reads=lambda e: [(ServiceCreditWindow, e.zone)])
    def open_credit_window(self, event: Activated, unit: BillingUnit) -> None:
        keeping.open_credit_window(event, unit)

    @on(DrillEnded, reads=lambda e: [(ServiceCreditWindow, e.zone)])
    def open_credit_window_after_drill(self, event: DrillEnded, unit: BillingUnit) -> None:
        keeping.open_credit_window_after_drill(event, unit)

    @on(ReturnedToQuiescent, reads=lambda e: [(ServiceCreditWindow, e.zone)])
    def close_credit_window(self, event: ReturnedToQuiescent, unit: BillingUnit) -> None:
        keeping.close_credit_window(event, unit)

    @on(FeedRegistered, reads=lambda e: [(FeedLosses, e.feed)])
    def keep_feed(self, event: FeedRegistered, unit: BillingUnit) -> None:
        keeping.keep_feed(event, unit)

    @on(FeedLost, reads=lambda e: [(FeedLosses, e.feed)])
    def lose_feed(self, event: FeedLost, unit: BillingUnit) -> None:
        keeping.lose_feed(event, unit)

    @on(FeedRestored, reads=lambda e: [(FeedLosses, e.feed)])
    def restore_feed(self, event: FeedRestored, unit: BillingUnit) -> None:
        keeping.restore_feed(event, unit)

    @on(GeneratorStarted, reads=lambda e: [(GeneratorRuns, e.generator)])
    def generator_carries(self, event: GeneratorStarted, unit: BillingUnit) -> None:
        keeping.generator_carries(event, unit)

    @on(GeneratorRetransferred, reads=lambda e: [(GeneratorRuns, e.generator)])
    def generator_has_no_load(self, event: GeneratorRetransferred, unit: BillingUnit) -> None:
        keeping.generator_carries_no_more(event, unit)

    @on(GeneratorStopped, reads=lambda e: [(GeneratorRuns, e.generator)])
    def generator_stopped(self, event: GeneratorStopped, unit: BillingUnit) -> None:
        keeping.generator_carries_no_more(event, unit)

    @on(GeneratorFailedToStart, reads=lambda e: [(GeneratorRuns, e.generator)])
    def generator_failed(self, event: GeneratorFailedToStart, unit: BillingUnit) -> None:
        keeping.generator_does_not_carry(event, unit)
