"""Method 10, replay equality: billing's usage made again from the sources' records is the usage that it keeps."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from libs.testing.running import until
from tests.integration.services.house import House
from tests.integration.services.plans import TB

FIRST = datetime(2026, 3, 20, tzinfo=UTC)


def a_day_of_everything(house: House) -> None:
    """Some of each kind of usage, late and corrected too, whatever the other stories have left."""
    hours = [(FIRST + timedelta(hours=n), f"{500 + 3 * n}") for n in range(31)]
    house.meter("r01-a", "energy", *hours)
    house.meter("r01-b", "energy", (FIRST, "20"), (FIRST + timedelta(hours=5), "30"))
    house.meter("r01-b", "energy", (FIRST + timedelta(hours=1), "25"))  # late: the hours are corrected
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
    a_feed_is_lost(house)


def a_feed_is_lost(house: House) -> None:
    """The generator carries until it is back, and stops."""
    house.meter("incomer-b", "state", (house.at(), "on"))
    house.meter("incomer-b", "state", (house.at(1), "off"))
    house.meter("genset", "state", (house.at(6), "on"))
    house.meter("incomer-b", "state", (house.at(8), "on"))
    house.meter("genset", "power", (house.at(9), "0"))
    house.meter("genset", "state", (house.at(10), "off"))
    house.sees_incident("feed-lost", "b", "resolved")


def revision_of(house: House, at: datetime) -> int:
    usage = house.get("storage", "/v1/tenants/ville-de-paris/usage", period=f"{at:%Y-%m}")
    return next(int(peak["revision"]) for peak in usage["daily_peaks"] if peak["day"] == f"{at:%Y-%m-%d}")


def test_usage_made_again_from_the_records_is_the_usage_that_is_kept(house: House) -> None:
    a_day_of_everything(house)
    running = house.running
    holds = running.verify("billing")  # it waits until billing has applied all that is recorded
    checks = ["outbox", "chain", "positions", "projections", "invoice numbers", "ledgers", "credit notes"]
    assert holds == {check: [] for check in checks}

    tried = running.replay("billing", "--dry-run")["projections"]
    assert [name for name, count in tried.items() if not count["documents"]] == []
    assert {name for name, count in tried.items() if count["documents"] != count["equal"] or count["missing"]} == set()

    # -- a spoiled hour, and a month of visits that is gone: found, and mended
    day, visits = "r01-a/2026-03-20", "tenant-0/2026-03"
    days = running.projection("billing", "energy_days")
    kept, of_visits = days.find_one({"_id": day}), running.projection("billing", "visit_months")
    assert kept is not None
    assert len(kept["hours"]) == 24
    came = of_visits.find_one_and_delete({"_id": visits})
    days.update_one({"_id": day}, {"$set": {"hours.07.kwh": "99"}})
    outbox = running.database("billing").outbox.count_documents({})

    breaches = running.verify("billing")["projections"]
    assert f"energy_days {day}: hours.07.kwh is '99', replayed '{kept['hours']['07']['kwh']}'" in breaches
    assert "visit_months: of" in breaches[1]

    filled = running.replay("billing")

    assert filled["documents"]["energy_days"] == tried["energy_days"]["documents"]
    mended = running.projection("billing", "energy_days").find_one({"_id": day})
    again = running.projection("billing", "visit_months").find_one({"_id": visits})
    assert mended is not None
    assert again is not None
    assert came is not None
    assert mended["hours"] == kept["hours"]
    assert again["visits"] == came["visits"]
    assert running.database("billing").outbox.count_documents({}) == outbox  # a replay tells nobody anything
    house.meter("r01-b", "energy", (FIRST + timedelta(hours=40), "90"))  # and usage goes on there
    until(lambda: "r01-b/2026-03-21" in ids(house), "the next day")
    assert running.verify("billing")["projections"] == []


def test_the_board_made_again_is_the_board(house: House) -> None:
    """Of every topic of the platform, the console's own too."""
    assert house.running.verify("console")["projections"] == []
    house.running.replay("console")
    assert house.running.verify("console")["projections"] == []


def ids(house: House) -> set[str]:
    return {str(day["_id"]) for day in house.running.projection("billing", "energy_days").find({}, {"_id": 1})}
