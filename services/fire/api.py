"""Fire by HTTP. Source: public-face.md, fire."""

from __future__ import annotations

from libs.http import ActAnswer, Api, Listing, Page
from services.fire import acts
from services.fire.bodies import DrillEnd, DrillStart, MaintenanceDone, PanelSignal, SignOff, TaskId, ZoneId
from services.fire.domain import decisions
from services.fire.domain.signal import Signal
from services.fire.domain.vocabulary import Kind
from services.fire.domain.zone import Zone
from services.fire.store import FireUnit
from services.fire.timeline import keep
from services.fire.views import ZoneView
from services.fire.views_of_past import LineView

api = Api("fire", FireUnit, title="Fire: the extinguishing zones as their certified panel reports them", urgent=True)


@api.signals(
    "/v1/panel-signals",
    field="signals",
    scope="fire:signal",
    source=lambda signal: f"{signal.zone}/{signal.device}",
    reads=lambda signal: [(Zone, signal.zone)],
    spared=True,
)
def panel_signal(signal: PanelSignal, unit: FireUnit) -> None:
    """Takes what the panels say. A signal that the table does not allow is recorded, raised, and moves nothing."""
    zone = unit.zones.need(signal.zone, at="/zone")
    at = signal.at or decisions.moment(zone, unit.now)
    kind = Kind(signal.kind)
    said = Signal(signal.id, signal.device, kind, at, signal.value, signal.celsius, signal.unit)
    keep(unit, decisions.hear(zone, said), before=zone, signal=said)


@api.get("/v1/zones", scope="fire:read")
def zones(unit: FireUnit, page: Page) -> Listing[ZoneView]:
    """All extinguishing zones."""
    found = unit.zones.page(page.after, page.limit)
    return page.of(found, view=lambda zone: ZoneView.of(zone, unit.now), cursor=lambda zone: zone.id)


@api.get("/v1/zones/{id}", scope="fire:read")
def zone(id: ZoneId, unit: FireUnit) -> ZoneView:
    """One zone: its state, what coexists with it, its counters."""
    return ZoneView.of(unit.zones.need(id), unit.now)


@api.get("/v1/zones/{id}/timeline", scope="fire:read")
def timeline(id: ZoneId, unit: FireUnit, page: Page) -> Listing[LineView]:
    """The timeline of a zone: what came and what was told, in the order of event time."""
    unit.zones.need(id)
    found = unit.lines.page(page.after, page.limit, zone=id)
    return page.of(found, view=LineView.of, cursor=lambda line: line.id)


@api.command("/v1/zones/{id}/sign-off", scope="fire:sign-off")
def sign_off(id: ZoneId, body: SignOff, unit: FireUnit) -> ZoneView:
    """Declares a zone fit to enter. 409 while O2 < 19.5 % or the panel is not reset."""
    zone = unit.zones.need(id)
    acts.sign_off(zone, body, unit)
    return ZoneView.of(unit.zones.need(id), unit.now)


@api.command("/v1/zones/{id}/drill", scope="fire:drill", status=201)
def start_drill(id: ZoneId, body: DrillStart, unit: FireUnit) -> ZoneView:
    """Declares an exercise: what happens in the zone is one, until its end. 409 where an alarm stands."""
    acts.start_drill(unit.zones.need(id), body, unit)
    return ZoneView.of(unit.zones.need(id), unit.now)


@api.command("/v1/zones/{id}/drill/end", scope="fire:drill")
def end_drill(id: ZoneId, body: DrillEnd, unit: FireUnit) -> ZoneView:
    """Ends the exercise that goes on. 409 where none does."""
    acts.end_drill(unit.zones.need(id), body, unit)
    return ZoneView.of(unit.zones.need(id), unit.now)


@api.command("/v1/zones/{id}/maintenance/{task}/done", scope="fire:maintain")
def did_maintenance(id: ZoneId, task: TaskId, body: MaintenanceDone, unit: FireUnit) -> ZoneView:
    """Says that a task was done; it is due again after its interval."""
    acts.did_maintenance(unit.zones.need(id), task, body, unit)
    return ZoneView.of(unit.zones.need(id), unit.now)


@api.get("/v1/zones/{id}/acts", scope="fire:read")
def zone_acts(id: ZoneId, unit: FireUnit, page: Page) -> Listing[ActAnswer]:
    """What people did to a zone: who, when, and the hash of it that the record chains."""
    unit.zones.need(id)
    found = unit.acts.page(page.after, page.limit, about=id)
    return page.of(found, view=ActAnswer.of, cursor=lambda act: act.id)
