"""What billing keeps of others' events: one document read and written an event, by source and day or by tenant.

A value that replaces another is counted besides, so that a month that was rated before is looked at again.
"""

from __future__ import annotations

from libs.events import replace
from services.billing.domain import credit_window
from services.billing.domain.demand import DemandDay, MeanKnown
from services.billing.domain.energy import EnergyDay, HeatDay, day_id
from services.billing.domain.month import Month
from services.billing.domain.outage import FeedLosses, GeneratorRuns
from services.billing.domain.places import RackPlace, VolumePlace
from services.billing.domain.rating import corrected, correction_id
from services.billing.domain.stored import StorageMonth, storage_month_id
from services.billing.domain.visits import VisitMonth, visit_month_id
from services.billing.heard import (
    Activated,
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

Metered = MeterHourClosed | MeterHourCorrected | HeatHourClosed | HeatHourCorrected | MeanKnown


def keep_meter_hour(event: MeterHourClosed | MeterHourCorrected, unit: BillingUnit) -> None:
    day = unit.energy_days.get(day_id(event.source, event.from_))
    _keep((day or EnergyDay.blank(event.source, event.from_)).closed(event), event, unit)


def keep_heat_hour(event: HeatHourClosed | HeatHourCorrected, unit: BillingUnit) -> None:
    day = unit.heat_days.get(day_id(event.source, event.from_))
    _keep((day or HeatDay.blank(event.source, event.from_)).closed(event), event, unit)


def keep_demand(event: MeanKnown, unit: BillingUnit) -> None:
    day = unit.demand_days.get(day_id(event.source, event.from_))
    _keep((day or DemandDay.blank(event.source, event.from_)).closed(event), event, unit)


def keep_storage_day(event: TenantDayClosed, unit: BillingUnit) -> None:
    id = storage_month_id(event.tenant, event.day)
    unit.put((unit.storage_months.get(id) or StorageMonth(id, event.tenant)).closed(event))


def keep_visit(event: VisitEnded, unit: BillingUnit) -> None:
    """A visit for nobody is the City's own: it is not billed."""
    if event.tenant is not None:
        id = visit_month_id(event.tenant, event.time)
        unit.put((unit.visit_months.get(id) or VisitMonth(id, event.tenant)).ended(event))


def place_rack(event: RackRegistered, unit: BillingUnit) -> None:
    unit.put(RackPlace(event.rack, event.zone, event.sources))


def place_volume(event: VolumeCreated, unit: BillingUnit) -> None:
    unit.put(VolumePlace(event.volume, event.tenant, event.zone))


def end_volume(event: VolumeEnded, unit: BillingUnit) -> None:
    volume = unit.volume_places.get(event.volume)
    if volume is not None:
        unit.put(replace(volume, ended_at=event.ended_at))


def open_credit_window(event: Activated, unit: BillingUnit) -> None:
    """An exercise opens none."""
    if not event.drill:
        unit.put(credit_window.opened(event.zone, unit.credit_windows.get(event.zone), event.time))


def open_credit_window_after_drill(event: DrillEnded, unit: BillingUnit) -> None:
    """An alarm that outlasts the exercise is real from its end on."""
    if event.state in credit_window.UNFIT:
        unit.put(credit_window.opened(event.zone, unit.credit_windows.get(event.zone), event.time))


def close_credit_window(event: ReturnedToQuiescent, unit: BillingUnit) -> None:
    """A return without an activation (a first detector alone) closes nothing."""
    window = unit.credit_windows.get(event.zone)
    if window is not None:
        unit.put(credit_window.closed(window, event.time))
        unit.remove(window)


def keep_feed(event: FeedRegistered, unit: BillingUnit) -> None:
    unit.put(_losses_of(event.feed, unit))


def lose_feed(event: FeedLost, unit: BillingUnit) -> None:
    unit.put(_losses_of(event.feed, unit).lost(event.time))


def restore_feed(event: FeedRestored, unit: BillingUnit) -> None:
    unit.put(_losses_of(event.feed, unit).restored(event.lost_at, event.time))


def generator_carries(event: GeneratorStarted, unit: BillingUnit) -> None:
    unit.put(_runs_of(event.generator, unit).started(event.time))


def generator_carries_no_more(event: GeneratorRetransferred | GeneratorStopped, unit: BillingUnit) -> None:
    unit.put(_runs_of(event.generator, unit).left(event.time))


def generator_does_not_carry(event: GeneratorFailedToStart, unit: BillingUnit) -> None:
    """Also one that nobody saw stop."""
    unit.put(_runs_of(event.generator, unit).left(event.needed_at))


def _losses_of(feed: str, unit: BillingUnit) -> FeedLosses:
    return unit.feed_losses.get(feed) or FeedLosses(feed)


def _runs_of(generator: str, unit: BillingUnit) -> GeneratorRuns:
    return unit.generator_runs.get(generator) or GeneratorRuns(generator)


def _keep(day: tuple[EnergyDay | DemandDay, bool], event: Metered, unit: BillingUnit) -> None:
    now, replaced = day
    unit.put(now)
    if replaced:
        month = Month.of(event.from_)
        known = unit.corrections.get(correction_id(event.source, month))
        unit.put(corrected(known, event.source, month))
