"""Maintenance falls due on its day, stays overdue until somebody did it, and is then due again."""

from __future__ import annotations

from datetime import date

import pytest

from libs.events import Refused, replace
from services.fire import events
from services.fire.domain import decisions, upkeep
from services.fire.domain.upkeep import Task
from tests.unit.fire.hall import HALL, Story, at

VISIT = "half-yearly-visit"
DUE = 14 * 3600
"""From 2026-03-02 09:00 UTC to the midnight in Paris that begins 3 March."""


def test_it_is_due_overdue_done_and_due_again() -> None:
    hall = Story()
    task = hall.zone.upkeep[0]
    assert task.due == at(DUE)
    assert (task.overdue(at(DUE - 1)), task.overdue(at(DUE))) == (False, True)
    hall.decide(upkeep.fall_due(hall.zone, VISIT, task.due))
    hall.decide(upkeep.fall_due(hall.zone, VISIT, task.due))
    assert hall.told == [events.MaintenanceDue(time=at(DUE), zone="hall-a", task=VISIT, due_on=date(2026, 3, 3))]
    hall.decide(upkeep.done(hall.zone, VISIT, at(DUE + 3600)))
    assert hall.told[1:] == [
        events.MaintenanceDone(time=at(DUE + 3600), zone="hall-a", task=VISIT, next_due_on=date(2026, 9, 1))
    ]
    assert not hall.zone.upkeep[0].overdue(at(DUE + 7200))


def test_what_nobody_planned_or_was_done_later_is_refused() -> None:
    hall = Story()
    with pytest.raises(Refused, match="zone hall-a has no maintenance paint; it has half-yearly-visit") as refused:
        hall.decide(upkeep.done(hall.zone, "paint", at(0)))
    assert refused.value.kind == "not_found"
    hall.decide(upkeep.done(hall.zone, VISIT, at(100)))
    with pytest.raises(Refused, match="was done later than that"):
        hall.decide(upkeep.done(hall.zone, VISIT, at(50)))


def test_a_new_site_file_adds_tasks_and_moves_no_date_that_is_known() -> None:
    hall = Story()
    hall.decide(upkeep.done(hall.zone, VISIT, at(0)))
    planned = (Task(VISIT, 365, date(2026, 3, 3)), Task("weighing", 30, date(2026, 4, 1)))
    hall.decide(decisions.rebuild(hall.zone, replace(HALL, maintenance=planned), at(10)))
    assert [(task.id, task.every_days, task.due_on) for task in hall.zone.upkeep] == [
        (VISIT, 365, date(2026, 8, 31)),
        ("weighing", 30, date(2026, 4, 1)),
    ]
    hall.decide(decisions.rebuild(hall.zone, replace(HALL, maintenance=()), at(20)))
    assert len(hall.zone.upkeep) == 2
