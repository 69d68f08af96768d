"""Fire by HTTP. Source: public-face.md, fire."""

from __future__ import annotations

from libs.http import Api, Listing, Page
from services.fire.bodies import PanelSignal, SignOff, ZoneId
from services.fire.domain import decisions
from services.fire.domain.signal import Signal
from services.fire.domain.vocabulary import Kind
from services.fire.domain.zone import Zone
from services.fire.store import FireUnit
from services.fire.timeline import keep
from services.fire.views import LineView, ZoneView

api = Api("fire", FireUnit, title="Fire: the extinguishing zones as their certified panel reports them")


@api.signals(
    "/v1/panel-signals",
    field="signals",
    scope="fire:signal",
    source=lambda signal: f"{signal.zone}/{signal.device}",
    reads=lambda signal: [(Zone, signal.zone)],
)
def panel_signal(signal: PanelSignal, unit: FireUnit) -> None:
    """Takes what the panels say. A signal that the table does not allow is recorded, raised, and moves nothing."""
    zone = unit.zones.need(signal.zone, at="/zone")
    said = Signal(signal.id, signal.device, Kind(signal.kind), signal.at or unit.now, signal.value)
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
    keep(unit, decisions.sign_off(zone, body.by, body.note, unit.now), before=zone)
    return ZoneView.of(unit.zones.need(id), unit.now)
