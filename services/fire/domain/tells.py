"""The facts that a row of the table tells, made from the step that was taken."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from libs.events import Event, Value
from services.fire import events
from services.fire.domain.vocabulary import Phase, Trigger

CONFIRMATION = timedelta(seconds=30)
"""Flow is to be reported within 30 s of the release [R, panel manuals]."""


class Step(Value):
    """A step of the table, as far as facts speak of it. `phase`: where it began; `due`: when its timer will end."""

    zone: str
    at: datetime
    phase: Phase
    on: Trigger
    due: datetime | None = None
    alarmed: tuple[str, ...] = ()
    device: str = ""


Tell = Callable[[Step], Event]

_CAUSES = {
    Trigger.DOUBLE_KNOCK: "double_knock",
    Trigger.DOUBLE_KNOCK_BARRED: "double_knock",
    Trigger.MANUAL_RELEASE: "manual_release",
    Trigger.MANUAL_RELEASE_BARRED: "manual_release",
    Trigger.FLOW: "flow",
}


def pre_activated(step: Step) -> Event:
    return events.PreActivated(time=step.at, zone=step.zone, device=step.device)


def activated(step: Step) -> Event:
    return events.Activated(time=step.at, zone=step.zone, cause=_CAUSES[step.on], devices=step.alarmed)


def countdown_started(step: Step) -> Event:
    return events.CountdownStarted(time=step.at, zone=step.zone, release_at=step.due or step.at)


def release_held(step: Step) -> Event:
    return events.ReleaseHeld(time=step.at, zone=step.zone)


def release_aborted(step: Step) -> Event:
    return events.ReleaseAborted(time=step.at, zone=step.zone)


def released(step: Step) -> Event:
    return events.Released(time=step.at, zone=step.zone, flooding_until=step.due or step.at)


def release_not_confirmed(step: Step) -> Event:
    return events.ReleaseNotConfirmed(time=step.at, zone=step.zone, release_at=step.at - CONFIRMATION)


def ventilating(step: Step) -> Event:
    return events.Ventilating(time=step.at, zone=step.zone)


def panel_reset(step: Step) -> Event:
    return events.PanelReset(time=step.at, zone=step.zone)


def signal_ignored(step: Step) -> Event:
    why = "a panel refuses a reset while it counts or floods, and nothing of it was missed"
    return events.SignalIgnored(
        time=step.at, zone=step.zone, device=step.device, kind="reset", state=step.phase.state.value, why=why
    )


def returned_to_quiescent(step: Step) -> Event:
    return events.ReturnedToQuiescent(time=step.at, zone=step.zone, signed_off=step.on is Trigger.SIGN_OFF)
