"""The database is there, and somebody else holds what a check writes: nobody waits at a door for long."""

from __future__ import annotations

import uuid

from tests.integration.exits.house import GRANTED, Site, exit_by


def test_who_leaves_by_a_door_that_is_held_is_let_out_in_time(site: Site, key: str) -> None:
    leaves = exit_by("entrance")
    site.granted(leaves, uuid.uuid4().hex)  # the door is known from now on
    with site.database.client.start_session() as session:
        session.start_transaction()
        site.database.doors.update_one({"_id": "entrance"}, {"$inc": {"v": 1}}, session=session)
        told = site.granted(leaves, key)
        assert told == {"id": told["id"], **GRANTED, "zone": "street", "unlock_seconds": 7}
        assert site.check({**leaves, "direction": "in"}, uuid.uuid4().hex).status_code == 503
        session.abort_transaction()
    site.wait_entered()
    site.expect_recorded(told, leaves, key)
