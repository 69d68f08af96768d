"""Doors: what their controllers say, how they stand, whom one may let in alone."""

from __future__ import annotations

from libs.events import Refused
from libs.http import Listing, Page
from services.access.acts.doors import Signal, hear_door
from services.access.acts.offline import decided_offline, door_list
from services.access.adapters.door_list import DoorListAnswer, signed_list
from services.access.answers.doors import DoorAnswer
from services.access.api.service import api, exits
from services.access.bodies.doors import DoorSignal
from services.access.bodies.ids import DoorId
from services.access.domain.door import Door
from services.access.store import AccessUnit


@api.signals(
    "/v1/door-signals", field="signals", scope="access:signal",
    source=lambda signal: signal.door, reads=lambda signal: [(Door, signal.door)], spared=True,
)  # fmt: skip
def door_signal(signal: DoorSignal, unit: AccessUnit) -> None:
    """Takes what door controllers say. Late, doubled and out of order are all welcome."""
    at, decided = signal.at or unit.now, signal.decided()
    if decided is None:
        hear_door(unit, door=signal.door, kind=signal.kind, at=at)
    else:
        direction, shown = decided
        decided_offline(
            unit, door=signal.door, direction=direction, badge=shown.badge, at=at, duress=shown.duress,
            granted=signal.kind is Signal.OFFLINE_GRANTED,
        )  # fmt: skip
    exits.note(unit.doors.need(signal.door))


@api.get("/v1/doors", scope="access:read")
def doors(unit: AccessUnit, page: Page) -> Listing[DoorAnswer]:
    """All doors, as they stand."""
    found = unit.doors.page(page.after, page.limit)
    exits.note(*found)
    return page.of(found, DoorAnswer.of, lambda door: door.id)


@api.get("/v1/doors/{id}", scope="access:read")
def door(id: DoorId, unit: AccessUnit) -> DoorAnswer:
    """One door, as it stands."""
    found = unit.doors.need(id)
    exits.note(found)
    return DoorAnswer.of(found)


@api.get("/v1/doors/{id}/list", scope="access:check")
def list_of_door(id: DoorId, unit: AccessUnit) -> DoorListAnswer:
    """Whom a door may let in for the next 24 hours while it cannot ask, signed. 409 where no key is set to sign by."""
    key = api.settings.seal_key_file
    if key is None:
        raise Refused("conflict", "no key is set to sign lists by")
    return signed_list(unit.doors.need(id), door_list(unit, id), unit.now, key)
