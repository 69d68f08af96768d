"""Closed hours are kept and added up; late readings correct them; one register ends and another begins."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from libs import audit
from libs.events import Refused, replace, rfc3339
from services.power.bodies import ExchangeBody
from services.power.demanding import correct_means, keep_means
from services.power.domain.agreement import NodeHour, judged, node_hour_id
from services.power.domain.corrections import corrected, gap_of, near, touched
from services.power.domain.hours import MeterHour, meter_hour_id
from services.power.domain.readings import Reading
from services.power.domain.registers import Exchange, Mark
from services.power.domain.site_hours import Mix, SiteHour, hour_id
from services.power.domain.sources import Source
from services.power.domain.stretches import Stretch
from services.power.events import ActEntered, RegisterExchanged
from services.power.store import PowerUnit


def keep_hours(source: Source, hours: Iterable[MeterHour], unit: PowerUnit) -> None:
    """Hours that closed: each by itself, and in the hour of the site."""
    for hour in hours:
        unit.put(hour)
        unit.put(_site_hour(hour.start, unit).plus(hour, source.role, _mix(source, unit)))
        _hold_against(source, hour, unit)


def correct(source: Source, within: Stretch, reading: Reading, unit: PowerUnit) -> None:
    """A late reading: what was estimated around it is known better. A doubled one, or one among others, says nothing.

    Raises `Refused` (invalid, /value) where it does not lie between its neighbours.
    """
    if reading.at == within.last.at:
        return
    gap = gap_of(reading.at, within, _hours(source, reading.quantity, near(reading.at), unit))
    if gap is None:
        return
    hours = _hours(source, reading.quantity, touched(gap), unit)
    exchanges = source.exchanges.get(reading.quantity, ())
    mark = Mark(reading.at, reading.amount)
    found = corrected(mark, gap, within, hours, exchanges, source.register_digits)
    stretches = tuple(found.stretch if one == within else one for one in source.registers[reading.quantity])
    known = replace(source, registers={**source.registers, reading.quantity: stretches})
    told = [now.corrects(before) for before, now in found.hours if now.says_other(before)]
    unit.save((known, told))
    if reading.quantity == "energy":
        correct_means(known, found.means, unit)
    for before, now in found.hours:
        unit.put(now)
        unit.put(_site_hour(now.start, unit).corrected(before, now, source.role, _mix(source, unit)))
        _hold_against(source, now, unit)


def exchange(id: str, body: ExchangeBody, unit: PowerUnit) -> Exchange:
    """A meter was exchanged, or its register reset: one register ends, and another begins.

    Raises `Refused`: not found, invalid (/quantity, /final, /initial), or conflict (/at).
    """
    source = unit.sources.need(id)
    final = body.final if body.final is not None else source.last_shown(body.quantity)
    if final is None or (body.final is None and body.why == "exchange"):
        raise Refused("invalid", "what the register showed last is needed", "/final")
    one = Exchange(body.at or unit.now, final, body.initial, exact=body.final is not None)
    taken = source.exchange(body.quantity, one)
    told = RegisterExchanged(
        time=one.at,
        source=source.id,
        quantity=body.quantity,
        why=body.why,
        final=one.final,
        initial=one.initial,
        final_read=one.exact,
    )
    said = {"name": body.by, "time": rfc3339(one.at), "quantity": body.quantity, "why": body.why}
    audit.enter(unit, ActEntered, "register-exchanged", source.id, said)
    unit.save((taken.source, (*taken.events, told)))
    keep_hours(taken.source, taken.hours, unit)
    if taken.means is not None:
        keep_means(taken.source, taken.means, unit)
    return one


def _hold_against(source: Source, hour: MeterHour, unit: PowerUnit) -> None:
    """The racks of a distribution unit against its own meter."""
    node = unit.nodes.get(source.node) if source.node and hour.quantity == "energy" else None
    if node is None or not node.meters or node.source is None:
        return
    id = node_hour_id(node.id, hour.start)
    known = (unit.node_hours.get(id) or NodeHour(id, node.id, hour.start, hour.until)).knows(hour, node.source)
    unit.put(known)
    unit.save(judged(node, known))


def _hours(source: Source, quantity: str, starts: Iterable[datetime], unit: PowerUnit) -> list[MeterHour]:
    found = unit.hours.many(meter_hour_id(source.id, quantity, start) for start in starts)
    return list(found.values())


def _site_hour(start: datetime, unit: PowerUnit) -> SiteHour:
    id = hour_id(start)
    return unit.site_hours.get(id) or SiteHour(id, start)


def _mix(source: Source, unit: PowerUnit) -> Mix:
    """What the site file says of the energy that comes in through a source."""
    if source.role == "incomer" and source.feed and (feed := unit.feeds.get(source.feed)):
        return Mix(feed.renewable_percent, feed.co2_grams_per_kwh)
    if source.role == "generator" and source.generator and (one := unit.generators.get(source.generator)):
        return Mix(0, one.co2_grams_per_kwh)
    return Mix()
