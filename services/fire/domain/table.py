"""The table: phase x trigger -> phase, facts told, timer started. What is not here moves nothing.

Leaving a phase stops its timer. Sources: domain.md, Fire (EN 12094-1, NFPA, panel manuals). Three readings
are ours [D]: flow is a fact of the panel and leads to RELEASED from anywhere; a reset where gas may be leads to a
sign-off; so does one that the panel would have refused, had all been heard. Modes are `modes.py`'s.
"""

from __future__ import annotations

from libs.events import Value
from services.fire.domain import tells
from services.fire.domain.tells import Tell
from services.fire.domain.vocabulary import Phase, Timer, Trigger


class Row(Value):
    """One line of the table."""

    at: Phase
    on: Trigger
    to: Phase
    tell: tuple[Tell, ...] = ()
    start: Timer | None = None


_counting = (tells.activated, tells.countdown_started)
_counting_now = (tells.countdown_started,)
_gas_unforeseen = (tells.activated, tells.released)
_over = (tells.panel_reset, tells.returned_to_quiescent)
_aired = (tells.panel_reset, tells.ventilating)

ROWS: tuple[Row, ...] = (
    Row(Phase.QUIESCENT, Trigger.DETECTOR, Phase.PRE_ACTIVATED, (tells.pre_activated,)),
    Row(Phase.QUIESCENT, Trigger.MANUAL_RELEASE, Phase.COUNTDOWN, _counting, Timer.COUNTDOWN),
    Row(Phase.QUIESCENT, Trigger.MANUAL_RELEASE_BARRED, Phase.ALARM_ONLY, (tells.activated,)),
    Row(Phase.QUIESCENT, Trigger.FLOW, Phase.RELEASED, _gas_unforeseen, Timer.FLOODING),
    Row(Phase.PRE_ACTIVATED, Trigger.DOUBLE_KNOCK, Phase.COUNTDOWN, _counting, Timer.COUNTDOWN),
    Row(Phase.PRE_ACTIVATED, Trigger.DOUBLE_KNOCK_BARRED, Phase.ALARM_ONLY, (tells.activated,)),
    Row(Phase.PRE_ACTIVATED, Trigger.MANUAL_RELEASE, Phase.COUNTDOWN, _counting, Timer.COUNTDOWN),
    Row(Phase.PRE_ACTIVATED, Trigger.MANUAL_RELEASE_BARRED, Phase.ALARM_ONLY, (tells.activated,)),
    Row(Phase.PRE_ACTIVATED, Trigger.FLOW, Phase.RELEASED, _gas_unforeseen, Timer.FLOODING),
    Row(Phase.PRE_ACTIVATED, Trigger.RESET, Phase.QUIESCENT, _over),
    Row(Phase.PRE_ACTIVATED, Trigger.RESET_GASSED, Phase.SIGN_OFF_DUE, _aired),
    Row(Phase.ALARM_ONLY, Trigger.RELEASE_PERMITTED, Phase.COUNTDOWN, _counting_now, Timer.COUNTDOWN),
    Row(Phase.ALARM_ONLY, Trigger.MANUAL_RELEASE, Phase.COUNTDOWN, _counting_now, Timer.COUNTDOWN),
    Row(Phase.ALARM_ONLY, Trigger.FLOW, Phase.RELEASED, (tells.released,), Timer.FLOODING),
    Row(Phase.ALARM_ONLY, Trigger.RESET, Phase.QUIESCENT, _over),
    Row(Phase.ALARM_ONLY, Trigger.RESET_GASSED, Phase.SIGN_OFF_DUE, _aired),
    Row(Phase.COUNTDOWN, Trigger.HOLD_PRESSED, Phase.HELD, (tells.release_held,)),
    Row(Phase.COUNTDOWN, Trigger.ABORT, Phase.ABORTED, (tells.release_aborted,)),
    Row(Phase.COUNTDOWN, Trigger.COUNTDOWN_OVER, Phase.RELEASE_DUE, (), Timer.CONFIRMATION),
    Row(Phase.COUNTDOWN, Trigger.FLOW, Phase.RELEASED, (tells.released,), Timer.FLOODING),
    Row(Phase.HELD, Trigger.HOLD_RELEASED, Phase.COUNTDOWN, _counting_now, Timer.COUNTDOWN),
    Row(Phase.HELD, Trigger.ABORT, Phase.ABORTED, (tells.release_aborted,)),
    Row(Phase.HELD, Trigger.FLOW, Phase.RELEASED, (tells.released,), Timer.FLOODING),
    Row(Phase.ABORTED, Trigger.FLOW, Phase.RELEASED, (tells.released,), Timer.FLOODING),
    Row(Phase.ABORTED, Trigger.RESET, Phase.QUIESCENT, _over),
    Row(Phase.ABORTED, Trigger.RESET_GASSED, Phase.SIGN_OFF_DUE, _aired),
    Row(Phase.RELEASE_DUE, Trigger.FLOW, Phase.RELEASED, (tells.released,), Timer.FLOODING),
    Row(Phase.RELEASE_DUE, Trigger.NO_FLOW, Phase.UNCONFIRMED, (tells.release_not_confirmed,)),
    Row(Phase.UNCONFIRMED, Trigger.FLOW, Phase.RELEASED, (tells.released,), Timer.FLOODING),
    Row(Phase.UNCONFIRMED, Trigger.RESET_GASSED, Phase.SIGN_OFF_DUE, _aired),
    Row(Phase.RELEASED, Trigger.FLOODING_OVER, Phase.AIRING, (tells.ventilating,)),
    Row(Phase.AIRING, Trigger.FLOW, Phase.RELEASED, (tells.released,), Timer.FLOODING),
    Row(Phase.AIRING, Trigger.RESET_GASSED, Phase.SIGN_OFF_DUE, (tells.panel_reset,)),
    Row(Phase.SIGN_OFF_DUE, Trigger.SIGN_OFF, Phase.QUIESCENT, (tells.returned_to_quiescent,)),
    Row(Phase.SIGN_OFF_DUE, Trigger.DETECTOR, Phase.PRE_ACTIVATED, (tells.pre_activated,)),
    Row(Phase.SIGN_OFF_DUE, Trigger.MANUAL_RELEASE, Phase.COUNTDOWN, _counting, Timer.COUNTDOWN),
    Row(Phase.SIGN_OFF_DUE, Trigger.MANUAL_RELEASE_BARRED, Phase.ALARM_ONLY, (tells.activated,)),
    Row(Phase.SIGN_OFF_DUE, Trigger.FLOW, Phase.RELEASED, _gas_unforeseen, Timer.FLOODING),
)

REFUSES_RESET = (Phase.COUNTDOWN, Phase.HELD, Phase.RELEASE_DUE, Phase.RELEASED)
"""[R, panel manuals]. One that is told all the same after contact was lost says that more happened than was heard."""

ROWS += tuple(
    row
    for phase in REFUSES_RESET
    for row in (
        Row(phase, Trigger.RESET, phase, (tells.signal_ignored,)),
        Row(phase, Trigger.RESET_GASSED, phase, (tells.signal_ignored,)),
        Row(phase, Trigger.RESET_UNHEARD, Phase.SIGN_OFF_DUE, _aired),
    )
)

_alarms = frozenset({Trigger.DETECTOR, Trigger.DOUBLE_KNOCK, Trigger.DOUBLE_KNOCK_BARRED})
_called = frozenset({Trigger.MANUAL_RELEASE, Trigger.MANUAL_RELEASE_BARRED})

STAYS: dict[Phase, frozenset[Trigger]] = {
    Phase.QUIESCENT: frozenset({Trigger.RESET}),
    Phase.PRE_ACTIVATED: frozenset({Trigger.DETECTOR}),
    Phase.ALARM_ONLY: _alarms | {Trigger.MANUAL_RELEASE_BARRED},
    Phase.COUNTDOWN: _alarms | _called,
    Phase.HELD: _alarms | _called | {Trigger.HOLD_PRESSED},
    Phase.ABORTED: _alarms | {Trigger.ABORT},
    Phase.RELEASE_DUE: _alarms | _called,
    Phase.UNCONFIRMED: _alarms | _called,
    Phase.RELEASED: _alarms | _called | {Trigger.FLOW},
    Phase.AIRING: _alarms,
    Phase.SIGN_OFF_DUE: frozenset({Trigger.RESET_GASSED}),
}
"""What a phase takes note of without moving: allowed, and not worth an event."""

TABLE: dict[tuple[Phase, Trigger], Row] = {(row.at, row.on): row for row in ROWS} | {
    (phase, trigger): Row(phase, trigger, phase) for phase, triggers in STAYS.items() for trigger in triggers
}
