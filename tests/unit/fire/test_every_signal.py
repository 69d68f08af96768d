"""Every kind of signal in every phase: in the table, or recorded, raised, and of no effect."""

from __future__ import annotations

import pytest

from services.fire import events
from services.fire.domain.vocabulary import PANEL, Kind, Phase
from tests.unit.fire.hall import Story

NOW = 5000
LEADS_TO: dict[Phase, tuple[tuple[float, str, str], ...]] = {
    Phase.QUIESCENT: (),
    Phase.PRE_ACTIVATED: ((NOW - 5, "smoke-1", "alarm"),),
    Phase.ALARM_ONLY: ((NOW - 9, "panel", "disabled"), (NOW - 5, "panel", "manual_release")),
    Phase.COUNTDOWN: ((NOW - 5, "panel", "manual_release"),),
    Phase.HELD: ((NOW - 5, "panel", "manual_release"), (NOW - 4, "panel", "hold_pressed")),
    Phase.ABORTED: ((NOW - 5, "panel", "manual_release"), (NOW - 4, "panel", "abort")),
    Phase.RELEASE_DUE: ((NOW - 40, "panel", "manual_release"),),
    Phase.UNCONFIRMED: ((NOW - 90, "panel", "manual_release"),),
    Phase.RELEASED: ((NOW - 5, "panel", "flow"),),
    Phase.AIRING: ((NOW - 700, "panel", "flow"),),
    Phase.SIGN_OFF_DUE: ((NOW - 700, "panel", "flow"), (NOW - 5, "panel", "reset")),
}
FACTS = (Kind.FLOW, Kind.MANUAL_ONLY, Kind.AUTOMATIC, Kind.DISABLED, Kind.ENABLED, Kind.CONTACT_LOST)
"""What a panel reports as done: never unknown."""
OF_DEVICES = (Kind.FAULT, Kind.RESTORED, Kind.CONTACT_LOST, Kind.CONTACT_RESTORED, Kind.OXYGEN, Kind.CYLINDER)
VALUES = {Kind.OXYGEN: "20.9", Kind.CYLINDER: "300"}
SIGNALS = [kind for kind in Kind if kind is not Kind.SIGN_OFF]


def hall_in(phase: Phase) -> Story:
    hall = Story()
    for seconds, device, kind in LEADS_TO[phase]:
        hall.say(seconds, device, kind)
    hall.pass_to(NOW)
    assert hall.zone.mirror.phase is phase
    hall.told.clear()
    return hall


@pytest.mark.parametrize("kind", SIGNALS, ids=lambda kind: kind.value)
@pytest.mark.parametrize("phase", Phase, ids=lambda phase: phase.value)
def test_a_signal_is_known_or_raised(phase: Phase, kind: Kind) -> None:
    hall = hall_in(phase)
    before = hall.zone.mirror
    hall.say(NOW, "heat-1" if kind is Kind.ALARM else PANEL, kind.value, VALUES.get(kind))
    ignored = [fact for fact in hall.told if isinstance(fact, events.SignalIgnored)]
    if kind in (*FACTS, *OF_DEVICES):
        assert not ignored
    if ignored:
        assert hall.zone.mirror == before
        assert len(hall.told) == 1
        assert (ignored[0].kind, ignored[0].state) == (kind.value, phase.state.value)


@pytest.mark.parametrize("phase", Phase, ids=lambda phase: phase.value)
def test_flow_is_a_release_wherever_the_mirror_stands(phase: Phase) -> None:
    assert hall_in(phase).say(NOW, PANEL, "flow") == "RELEASED"


@pytest.mark.parametrize("phase", Phase, ids=lambda phase: phase.value)
def test_after_lost_contact_a_reset_leads_to_calm_or_to_a_sign_off_from_everywhere(phase: Phase) -> None:
    hall = hall_in(phase)
    hall.say(NOW, PANEL, "contact_lost")
    hall.say(NOW + 1, PANEL, "contact_restored")
    hall.say(NOW + 2, PANEL, "reset")
    assert hall.zone.mirror.phase in (Phase.QUIESCENT, Phase.SIGN_OFF_DUE)


def test_what_a_panel_did_unheard_is_taken_for_a_release() -> None:
    hall = hall_in(Phase.COUNTDOWN)
    hall.say(NOW, PANEL, "contact_lost")
    assert [condition.value for condition in hall.zone.conditions] == ["CONTACT_LOST"]
    assert hall.say(NOW + 5, PANEL, "reset") == "VENTILATING"
    assert hall.facts == [
        (NOW, "contact-lost"),
        (NOW + 5, "contact-restored"),
        (NOW + 5, "panel-reset"),
        (NOW + 5, "ventilating"),
    ]


def test_once_the_panel_moved_the_table_again_a_reset_is_refused_as_ever() -> None:
    hall = hall_in(Phase.COUNTDOWN)
    hall.say(NOW, PANEL, "contact_lost")
    hall.say(NOW + 1, PANEL, "hold_pressed")
    assert hall.say(NOW + 2, PANEL, "reset") == "ACTIVATED"
    assert hall.facts[-1] == (NOW + 2, "signal-ignored")
