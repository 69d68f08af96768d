"""Schedules: the hours in which rights hold."""

from __future__ import annotations

from libs.http import Listing, Page
from services.access.acts.people import end_schedule, keep_schedule
from services.access.answers.rights import ScheduleAnswer
from services.access.api.service import api
from services.access.bodies.ending import End
from services.access.bodies.ids import ScheduleId
from services.access.bodies.schedules import NewSchedule
from services.access.store import AccessUnit


@api.command("/v1/schedules", scope="access:desk", status=201)
def new_schedule(body: NewSchedule, unit: AccessUnit) -> ScheduleAnswer:
    """Keeps a schedule. 409 where the id is taken."""
    return ScheduleAnswer.of(keep_schedule(unit, body.schedule()))


@api.get("/v1/schedules", scope="access:read")
def schedules(unit: AccessUnit, page: Page) -> Listing[ScheduleAnswer]:
    """All schedules."""
    found = unit.schedules.page(page.after, page.limit)
    return page.of(found, ScheduleAnswer.of, lambda schedule: schedule.id)


@api.get("/v1/schedules/{id}", scope="access:read")
def schedule(id: ScheduleId, unit: AccessUnit) -> ScheduleAnswer:
    """One schedule."""
    return ScheduleAnswer.of(unit.schedules.need(id))


@api.command("/v1/schedules/{id}/end", scope="access:desk")
def ended_schedule(id: ScheduleId, body: End, unit: AccessUnit) -> ScheduleAnswer:
    """Ends a schedule. Rights in it let nobody in any more; denials in it always deny."""
    return ScheduleAnswer.of(end_schedule(unit, id, body.at or unit.now))
