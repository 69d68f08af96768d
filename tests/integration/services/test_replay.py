"""Method 10, replay equality: billing's usage made again from the sources' records is the usage that it keeps."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from libs.bus.applier import Applier
from libs.bus.handlers import Handler, Handlers
from libs.bus.record import Record
from libs.bus.worker import Heard
from libs.events.contracts import published_types
from libs.runtime.clock import Clock
from libs.store import Store
from libs.testing.running import until
from services.billing.store import BillingUnit
from services.billing.worker import BillingWorker
from tests.integration.services.house import House
from tests.integration.services.plans import TB

USAGE = (
    "energy_days", "heat_days", "demand_days", "corrections", "storage_months", "visit_months", "credit_windows",
)  # fmt: skip
SOURCES = ("power", "storage", "access", "fire")
FIRST = datetime(2026, 3, 20, tzinfo=UTC)

Documents = dict[str, dict[str, Any]]


def billings_handlers() -> Handlers:
    """What the worker listens to, as nameko finds it."""
    handlers = Handlers()
    for name, method in vars(BillingWorker).items():
        for heard in getattr(method, "nameko_entrypoints", ()):
            if isinstance(heard, Heard):
                handlers.add(Handler(name, heard.event, heard.reads))
    return handlers


def documents(store: Store[Any], collection: str) -> Documents:
    """By id, without the version: that is the stamp of the unit that wrote it."""
    return {found["_id"]: {k: v for k, v in found.items() if k != "v"} for found in store.db[collection].find()}


class Replay:
    """The sources' records, applied into a database of its own; and billing's own database beside it."""

    def __init__(self, house: House) -> None:
        running, name = house.running, f"replay-{uuid.uuid4().hex[:8]}"
        told = running.environment("billing", "worker")
        self.record = Record(lambda service: running.url(service, ""), Path(told["CHAPELLE_TOKEN_FILE"]))
        self.live = Store(told["CHAPELLE_MONGO"], told["CHAPELLE_DATABASE"], "billing", BillingUnit, house.clock)
        database = f"t_{name}"
        uri = running.parts.database.grant(name, database)
        self.again = Store(uri, database, "billing", BillingUnit, Clock.read(told["CHAPELLE_CLOCK"]))
        self.again.set_up()
        self.handlers = billings_handlers()
        self.topics = self.handlers.topics(True) | self.handlers.topics(False)

    def lasts(self) -> dict[tuple[str, int], int]:
        """The last sequence of each partition that billing listens to."""
        found = [self.record.lasts(source) for source in SOURCES]
        return {place: last for lasts in found for place, last in lasts.items() if place[0] in self.topics and last}

    def caught_up(self) -> bool:
        """Whether billing has applied all that the sources have recorded."""
        positions = {found["_id"]: found["next"] for found in self.live.db.positions.find()}
        return all(positions.get(f"{topic}/{n}") == last + 1 for (topic, n), last in self.lasts().items())

    def play(self) -> None:
        """Everything from the first event on."""
        applier = Applier(self.again, self.handlers, self.record, "billing", published_types(), 1_000)
        for (topic, partition), last in self.lasts().items():
            place = applier.take_over(topic, partition)
            while place.next <= last:
                applier.apply_record(BillingWorker(), topic, partition)

    def close(self) -> None:
        self.record.close()
        self.live.close()
        self.again.close()


@pytest.fixture
def replay(house: House) -> Iterator[Replay]:
    replaying = Replay(house)
    yield replaying
    replaying.close()


def a_day_of_everything(house: House) -> None:
    """Some of each kind of usage, late and corrected too, whatever the other stories have left."""
    hours = [(FIRST + timedelta(hours=n), f"{500 + 3 * n}") for n in range(31)]
    house.meter("r01-a", "energy", *hours)
    house.meter("r01-b", "energy", (FIRST, "20"), (FIRST + timedelta(hours=5), "30"))
    house.meter("r01-b", "power", *((FIRST + timedelta(hours=9, minutes=n), "2.5") for n in range(0, 60, 5)))
    house.meter("heat-pump", "heat", (FIRST, "100"), (FIRST + timedelta(hours=4), "140"))
    house.sample("city-archive", (FIRST, 7 * TB), (FIRST + timedelta(days=3), 8 * TB))
    until(lambda: revision_of(house, FIRST + timedelta(days=1)) == 1, "the days are closed")
    house.sample("city-archive", (FIRST + timedelta(days=1), 9 * TB))  # late: that day is closed again
    until(lambda: revision_of(house, FIRST + timedelta(days=1)) == 2, "the day is closed again")
    for n in range(6):
        came = FIRST + timedelta(hours=8 + n)
        house.visit(f"tenant-{n % 2}", came, came + timedelta(minutes=30 + n))
    house.panel("hall-c", (-60, "panel", "manual_only"), (-50, "optical", "alarm"), (-40, "heat", "alarm"))
    house.sees("access", "/v1/doors/door-hall-c", "released", True)
    house.panel("hall-c", (0, "panel", "reset"), (0, "panel", "automatic"))
    house.sees("access", "/v1/zones/hall-c", "alarm", "none")
    house.post("access", "/v1/zones/hall-c/secure", {"by": "desk"}, "desk")


def revision_of(house: House, at: datetime) -> int:
    usage = house.get("storage", "/v1/tenants/ville-de-paris/usage", period=f"{at:%Y-%m}")
    return next(int(peak["revision"]) for peak in usage["daily_peaks"] if peak["day"] == f"{at:%Y-%m-%d}")


def test_usage_made_again_from_the_records_is_the_usage_that_is_kept(house: House, replay: Replay) -> None:
    a_day_of_everything(house)
    until(replay.caught_up, "billing has applied all that is recorded", 120.0)

    replay.play()

    live = {name: documents(replay.live, name) for name in USAGE}
    again = {name: documents(replay.again, name) for name in USAGE}
    assert again == live

    # -- and it is not equal because there is nothing
    assert set(live["energy_days"]) >= {"r01-a/2026-03-20", "r01-a/2026-03-21", "r01-b/2026-03-20"}
    assert len(live["energy_days"]["r01-a/2026-03-20"]["hours"]) == 24
    assert "heat-pump/2026-03-20" in live["heat_days"]
    assert "0900" in live["demand_days"]["r01-b/2026-03-20"]["kw"]
    stored = live["storage_months"]["ville-de-paris/2026-03"]["days"]
    assert stored["2026-03-21"] == {"peak_bytes": 9 * TB, "revision": 2}
    assert len(live["visit_months"]["tenant-0/2026-03"]["visits"]) == 3
    assert [window for window in live["credit_windows"].values() if window["zone"] == "hall-c" and window["closed_at"]]
    assert replay.again.db.letters.count_documents({}) == 0
    assert replay.again.db.outbox.count_documents({}) == 0  # a replay tells nobody anything
