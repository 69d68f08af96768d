"""What happens to a zone: a signal, a timer's end, people coming and going, a sign-off, a new site file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from libs.events import Outcome, Refused, replace
from services.fire.domain import journal
from services.fire.domain.cylinders import weigh
from services.fire.domain.gas import OXYGEN_DEFICIENT_BELOW, OxygenReading
from services.fire.domain.installation import Installation
from services.fire.domain.mirror import Mirror, Said
from services.fire.domain.noael import judge
from services.fire.domain.oxygen import breathe
from services.fire.domain.signal import Signal, check
from services.fire.domain.supervision import fault, listen, silent_at
from services.fire.domain.upkeep import planned
from services.fire.domain.vocabulary import PANEL, Kind, Phase, State
from services.fire.domain.zone import Zone


def hear(zone: Zone, signal: Signal) -> Outcome[Zone]:
    """The zone after a signal, in whatever order signals come.

    Raises `Refused` for a device that the zone does not have, an alarm of the panel itself, a missing value.
    """
    check(signal, zone.id, zone.installation)
    zone, told = listen(replace(zone, heard_at=max(zone.heard_at, signal.at)), signal)
    zone, more = _measured(zone, signal) if signal.kind in _MEASURED else _said(zone, signal)
    return zone, [*told, *more]


_MEASURED = {Kind.OXYGEN, Kind.CYLINDER, Kind.FAULT, Kind.RESTORED}
"""What devices say of themselves and of the air: it moves no state of the table."""


def _measured(zone: Zone, signal: Signal) -> Outcome[Zone]:
    match signal.kind:
        case Kind.OXYGEN:
            return breathe(zone, OxygenReading(signal.value or Decimal(0), signal.at))
        case Kind.CYLINDER:
            return weigh(zone, signal)
    return fault(zone, signal)


def _said(zone: Zone, signal: Signal) -> Outcome[Zone]:
    """What the panel says takes its place in the journal; that a detector alone is heard or not does not."""
    contact = signal.kind in (Kind.CONTACT_LOST, Kind.CONTACT_RESTORED)
    if contact and (signal.kind, signal.device) != (Kind.CONTACT_LOST, PANEL):
        return zone, []
    said = Said(signal.at, signal.kind, signal.device, zone.installation.technology(signal.device))
    written, told = journal.write(zone.panel, zone.journal, said)
    zone, more = judge(replace(zone, journal=written), signal.at)
    return zone, [*told, *more]


def moment(zone: Zone, now: datetime) -> datetime:
    """When a signal happened that does not say so: now, after those that came before it."""
    just = zone.heard_at + timedelta(milliseconds=1)
    return just if now < just < now + SAME_BATCH else now


SAME_BATCH = timedelta(seconds=10)
"""What is further ahead of now said its own time: nothing is put after that."""


def elapse(zone: Zone, until: datetime) -> Outcome[Zone]:
    """The zone after the timers that end at or before `until`; each fact has the time of its timer."""
    written, told = journal.pass_time(zone.panel, zone.journal, until)
    return replace(zone, journal=written), told


def fall_silent(zone: Zone, due: datetime) -> Outcome[Zone]:
    """Nothing was heard of the panel for too long: contact is lost as if it had been said."""
    if silent_at(zone) != due:
        return zone, []
    return hear(zone, Signal(f"silent-{due.timestamp():.0f}", PANEL, Kind.CONTACT_LOST, due))


def occupied(zone: Zone, count: int, at: datetime) -> Outcome[Zone]:
    """The zone with `count` people inside."""
    return judge(replace(zone, occupancy=count), at)


def sign_off(zone: Zone, at: datetime) -> Outcome[Zone]:
    """A person declares the zone fit to enter. Raises `Refused` (conflict), with every reason at once."""
    zone, told = elapse(zone, at)
    reasons = _unfit(zone)
    if reasons:
        raise Refused.many([("", why) for why in reasons], kind="conflict")
    said = Said(max(at, zone.journal.as_of), Kind.SIGN_OFF, "")
    written, facts = journal.write(zone.panel, zone.journal, said)
    return replace(zone, journal=written), [*told, *facts]


def register(id: str, installation: Installation, occupancy: int, at: datetime) -> Outcome[Zone]:
    """A zone that the site file names for the first time: QUIESCENT, and not heard yet."""
    quiescent = Mirror(since=at)
    blank = journal.Journal(settled=quiescent, mirror=quiescent)
    upkeep = planned((), installation.maintenance)
    zone, told = judge(Zone(id, installation, blank, occupancy=occupancy, upkeep=upkeep), at)
    return zone, [installation.registered(id, at), *told]


def rebuild(zone: Zone, installation: Installation, at: datetime) -> Outcome[Zone]:
    """The zone as the site file now says that it is built; nothing is told where nothing changed."""
    if installation == zone.installation:
        return zone, []
    upkeep = planned(zone.upkeep, installation.maintenance)
    zone, told = judge(replace(zone, installation=installation, upkeep=upkeep), at)
    return zone, [installation.registered(zone.id, at), *told]


def _unfit(zone: Zone) -> Sequence[str]:
    """Why nobody may sign off now."""
    phase, gas_since, oxygen = zone.mirror.phase, zone.mirror.gas_since, zone.oxygen
    if phase.state is not State.VENTILATING:
        return [f"zone {zone.id} is {phase.state.value}; only VENTILATING is signed off"]
    reasons = [] if phase is Phase.SIGN_OFF_DUE else ["the panel is not reset"]
    if oxygen is None or (gas_since is not None and oxygen.at < gas_since):
        reasons.append("oxygen was not measured since the release")
    elif oxygen.percent < OXYGEN_DEFICIENT_BELOW:
        reasons.append(f"oxygen is at {oxygen.percent} %, below {OXYGEN_DEFICIENT_BELOW} %")
    return reasons
