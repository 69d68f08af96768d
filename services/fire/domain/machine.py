"""The machine that walks the table: one signal or timer at a time, in the order in which they happened."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from libs.events import Event, replace
from services.fire import events
from services.fire.domain.mirror import Alarm, Mirror, Panel, Said, whole_seconds
from services.fire.domain.modes import switch
from services.fire.domain.table import REFUSES_RESET, TABLE
from services.fire.domain.tells import Step
from services.fire.domain.vocabulary import Kind, Phase, Timer, Trigger

_ON_TIMER = {
    Timer.COUNTDOWN: Trigger.COUNTDOWN_OVER,
    Timer.CONFIRMATION: Trigger.NO_FLOW,
    Timer.FLOODING: Trigger.FLOODING_OVER,
}
_PLAIN = {
    Kind.HOLD_PRESSED: Trigger.HOLD_PRESSED,
    Kind.HOLD_RELEASED: Trigger.HOLD_RELEASED,
    Kind.ABORT: Trigger.ABORT,
    Kind.FLOW: Trigger.FLOW,
    Kind.SIGN_OFF: Trigger.SIGN_OFF,
}


def elapse(panel: Panel, mirror: Mirror, until: datetime) -> tuple[Mirror, Sequence[Event]]:
    """The mirror after all timers that end at or before `until`, each at its own time."""
    told: list[Event] = []
    while mirror.timer is not None and mirror.due is not None and mirror.due <= until:
        mirror, facts = _move(panel, mirror, _ON_TIMER[mirror.timer], mirror.due)
        told += facts
    return mirror, told


def hear(panel: Panel, mirror: Mirror, said: Said) -> tuple[Mirror, Sequence[Event]]:
    """The mirror after `said`, which happened after all that it already reflects, and the facts to tell."""
    mirror, told = elapse(panel, mirror, said.at)
    switched, modes = switch(panel.zone, mirror, said)
    noted = _note(switched, said)
    trigger = _trigger(noted, said)
    if trigger is None:
        return noted, [*told, *modes]
    if (mirror.phase, trigger) not in TABLE:
        return mirror, [*told, *_ignored(panel.zone, mirror, said)]
    moved, facts = _move(panel, noted, trigger, said.at, said)
    return moved, [*told, *modes, *facts]


def _note(mirror: Mirror, said: Said) -> Mirror:
    """Who is in alarm, that a person calls for the release, that the panel is not heard."""
    if said.kind is Kind.CONTACT_LOST:
        return replace(mirror, unheard=True)
    known = {alarm.device for alarm in mirror.alarms}
    if said.kind is Kind.ALARM and said.technology and said.device not in known:
        return replace(mirror, alarms=(*mirror.alarms, Alarm(said.device, said.technology, said.at)))
    return replace(mirror, called=True) if said.kind is Kind.MANUAL_RELEASE else mirror


def _trigger(mirror: Mirror, said: Said) -> Trigger | None:
    """What the signal asks of the table, read against what else is known; None of a mode alone."""
    permitted = mirror.release_permitted
    match said.kind:
        case Kind.ALARM if not mirror.double_knock:
            return Trigger.DETECTOR
        case Kind.ALARM:
            return Trigger.DOUBLE_KNOCK if permitted else Trigger.DOUBLE_KNOCK_BARRED
        case Kind.MANUAL_RELEASE:
            return Trigger.MANUAL_RELEASE if permitted else Trigger.MANUAL_RELEASE_BARRED
        case Kind.AUTOMATIC | Kind.ENABLED:
            return Trigger.RELEASE_PERMITTED if permitted and mirror.phase is Phase.ALARM_ONLY else None
        case Kind.RESET:
            return _reset(mirror)
    return _PLAIN.get(said.kind)


def _reset(mirror: Mirror) -> Trigger:
    if mirror.unheard and mirror.phase in REFUSES_RESET:
        return Trigger.RESET_UNHEARD
    return Trigger.RESET if mirror.gas_since is None else Trigger.RESET_GASSED


def _move(
    panel: Panel, mirror: Mirror, trigger: Trigger, at: datetime, said: Said | None = None
) -> tuple[Mirror, Sequence[Event]]:
    row = TABLE[mirror.phase, trigger]
    step = Step(panel.zone, at, mirror.phase, trigger, alarmed=tuple(alarm.device for alarm in mirror.alarms))
    if said is not None:
        step = replace(step, device=said.device)
    if row.to is row.at:
        return mirror, [tell(step) for tell in row.tell]
    due = at + panel.lasts(row.start) if row.start else None
    moved = replace(
        mirror,
        phase=row.to,
        since=mirror.since if row.to.state is row.at.state else at,
        timer=row.start,
        due=due,
        left=_frozen_at(panel, mirror, row.to, at),
    )
    if row.to in (Phase.QUIESCENT, Phase.SIGN_OFF_DUE):
        moved = replace(moved, alarms=(), called=False)
    if row.to in (Phase.RELEASED, Phase.UNCONFIRMED) or trigger is Trigger.RESET_UNHEARD:
        moved = replace(moved, gas_since=at)
    if row.to is Phase.QUIESCENT:
        moved = replace(moved, gas_since=None)
    if said is not None:
        moved = replace(moved, unheard=False)
    step = replace(step, due=due)
    return moved, [tell(step) for tell in row.tell]


def _frozen_at(panel: Panel, mirror: Mirror, to: Phase, at: datetime) -> int | None:
    """HOLD puts the counter back to its start; ABORT freezes it where it is."""
    if to not in (Phase.HELD, Phase.ABORTED):
        return None
    counting = to is Phase.ABORTED and mirror.due is not None
    return whole_seconds(mirror.due - at if counting and mirror.due else panel.countdown)


def _ignored(zone: str, mirror: Mirror, said: Said) -> Sequence[Event]:
    if said.kind is Kind.SIGN_OFF:
        return []
    return [ignored(zone, said, mirror.phase, f"the table knows no {said.kind.value} in {mirror.phase.value}")]


def ignored(zone: str, said: Said, phase: Phase, why: str) -> events.SignalIgnored:
    """The fact that a signal was recorded and moved nothing."""
    return events.SignalIgnored(
        time=said.at, zone=zone, device=said.device, kind=said.kind.value, state=phase.state.value, why=why
    )
