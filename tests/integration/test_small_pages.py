"""What is asked for one by one lies in small pages of the database; what is written in a row does not."""

from __future__ import annotations

import uuid

from libs.runtime.clock import Clock
from libs.store import Store
from libs.testing.running import Parts
from services.access.store import AccessUnit


def test_people_do_and_checks_do_not(parts: Parts) -> None:
    name = f"t_{uuid.uuid4().hex[:8]}"
    store = Store(parts.address(name, name), name, "access", AccessUnit, Clock())
    store.set_up()
    store.set_up()  # as the service's other process does

    def small(collection: str) -> bool:
        told = store.db.command("collStats", collection)["wiredTiger"]["creationString"]
        return "leaf_page_max=4KB" in told

    assert [one for one in ("people", "checks", "acts", "outbox") if small(one)] == ["people"]
    store.close()
