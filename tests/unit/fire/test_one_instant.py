"""A panel that talks of a zone twice in one instant: one order, and of two that exclude each other the worse."""

from __future__ import annotations

from itertools import permutations

import pytest

from services.fire import events
from services.fire.domain import decisions
from tests.unit.fire.hall import Story, at


@pytest.mark.parametrize(
    ("believed", "other"), [("automatic", "manual_only"), ("enabled", "disabled"), ("hold_released", "hold_pressed")]
)
def test_of_two_words_that_exclude_each_other_the_worse_is_believed(believed: str, other: str) -> None:
    seen = []
    for first, second in permutations((believed, other)):
        hall = Story()
        hall.say(0, "panel", "manual_release")
        hall.say(5, "panel", first)
        hall.say(5, "panel", second)
        seen.append((hall.zone.mirror, hall.zone.conditions))
        ignored = [fact for fact in hall.told if isinstance(fact, events.SignalIgnored) and fact.kind == other]
        assert [fact.why for fact in ignored] == [f"panel says {believed} of this same instant, which is believed"]
    assert seen[0] == seen[1]


def test_fault_and_restored_lost_and_heard_of_one_instant() -> None:
    for first, second in permutations(("fault", "restored")):
        hall = Story()
        hall.say(0, "smoke-1", first)
        hall.say(0, "smoke-1", second)
        assert [condition.value for condition in hall.zone.conditions] == ["FAULT"]
    for first, second in permutations(("contact_lost", "contact_restored")):
        hall = Story()
        hall.say(0, "smoke-1", first)
        hall.say(0, "smoke-1", second)
        assert [condition.value for condition in hall.zone.conditions] == ["CONTACT_LOST"]


def test_words_that_can_all_be_true_lead_to_one_place_in_whatever_order_they_come() -> None:
    said = (("smoke-1", "alarm"), ("heat-1", "alarm"), ("panel", "flow"), ("panel", "reset"), ("panel", "contact_lost"))
    ends = []
    for order in permutations(said):
        hall = Story()
        for device, kind in order:
            hall.say(0, device, kind)
        ends.append((hall.zone.mirror, hall.zone.conditions))
    assert all(end == ends[0] for end in ends)
    assert ends[0][0].phase.value == "RELEASED"


def test_a_signal_without_a_time_of_its_own_comes_after_those_before_it() -> None:
    hall = Story()
    assert decisions.moment(hall.zone, at(0)) == at(0)
    hall.say(0, "smoke-1", "alarm")
    assert decisions.moment(hall.zone, at(0)) == at(0.001)
    assert decisions.moment(hall.zone, at(-60)) == at(-60)
