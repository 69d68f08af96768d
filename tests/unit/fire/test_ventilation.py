"""The air of a zone, as its panel's wiring has it: stopped and shut while gas is to come or to hold."""

from __future__ import annotations

from services.fire.domain.ventilation import air
from tests.unit.fire.hall import Story


def now(story: Story) -> tuple[str, str]:
    told = air(story.zone)
    return told.hvac, told.dampers


def test_from_the_first_detector_to_the_sign_off() -> None:
    story = Story()
    seen = [now(story)]
    story.say(0, "smoke-1", "alarm")
    seen.append(now(story))
    story.say(12, "heat-1", "alarm")
    seen.append(now(story))
    story.say(42, "panel", "flow")
    seen.append(now(story))
    story.pass_to(642)
    seen.append(now(story))
    story.say(700, "panel", "reset")
    story.say(701, "panel", "oxygen", "20.8")
    story.sign_off(702)
    seen.append(now(story))
    assert seen == [
        ("running", "open"),
        ("running", "open"),
        ("stopped", "closed"),
        ("stopped", "closed"),
        ("extracting", "open"),
        ("running", "open"),
    ]


def test_of_a_panel_that_is_not_heard_nobody_knows_what_it_does() -> None:
    assert now(Story(heard=False)) == ("unknown", "unknown")
    story = Story()
    story.say(0, "smoke-1", "contact_lost")  # a detector alone: the panel is heard
    assert now(story) == ("running", "open")
    story.say(1, "panel", "contact_lost")
    assert now(story) == ("unknown", "unknown")
