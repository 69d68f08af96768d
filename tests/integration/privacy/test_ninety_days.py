"""Ninety days later nobody knows who was where, five years after they left who they were; all else is as it was."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from libs.events import rfc3339
from libs.testing.running import until
from tests.integration.privacy.calendar import Calendar

DAY = timedelta(days=1)
GONE = ("agent-2", "agent-3", "visitor-1")
"""Who was there and left; `agent-1` stays in hall-a all the time."""

VISITOR = ("visitor-1",)

ACTS = {"acts", "people", "site_items"}
"""Who somebody is, and what was done to whom: no movements."""
ANSWERS = {"idempotency"}
"""What clients were answered: for 7 days of the machine's clock, which has not moved here."""
TOLD = {
    "badge-granted", "badge-denied", "duress", "person-entered", "person-left", "passback-forgiven", "visit-started",
    "zone-occupancy-changed", "muster-frozen",
}  # fmt: skip


def a_day(site: Calendar) -> None:
    """Of everything that says who was where."""
    site.goes_through("agent-1", "door-main")
    site.goes_through("agent-1", "door-hall-a")
    shown = {"format": "H10301", "facility": 75, "card": 2, "duress": True}
    body = {"door": "door-main", "direction": "in", "credential": shown, "at": rfc3339(site.at())}
    assert site.post("access", "/v1/checks", body, "device")["reason"] == "ok_duress"
    site.door("door-main", "opened", "closed")
    site.post("access", "/v1/badges/75-3/state", {"state": "revoked"}, "desk")
    assert site.shows_badge("agent-3", "door-main")["reason"] == "badge_revoked"
    site.post("access", "/v1/people/agent-2/forgive", {"by": "desk", "why": "let back in"}, "desk")
    site.visit("ap-hp", site.at(-3600), site.at())
    site.panel("hall-b", (-60, "panel", "manual_only"), (-50, "optical", "alarm"), (-40, "heat", "alarm"))
    site.sees("access", "/v1/doors/door-hall-b", "released", True)
    site.panel("hall-b", (0, "panel", "reset"), (0, "panel", "automatic"))
    site.sees("access", "/v1/zones/hall-b", "alarm", "none")
    site.post("access", "/v1/zones/hall-b/secure", {"by": "desk"}, "desk")
    site.goes_through("agent-2", "door-main", "out")
    word = {"by": "agent-3", "note": "agent-2 was at the door"}
    duress = until(lambda: site.incident("duress", "door-main"), "the desk sees it")
    for step in ("acknowledge", "resolve"):
        duress = site.post("console", f"/v1/incidents/{duress['id']}/{step}", {**word, "version": duress["version"]})


def board(site: Calendar) -> dict[str, Any]:
    """What the console shows of people and refusals."""
    overview = site.get("console", "/v1/overview")
    inside = {zone["zone"]: zone["count"] for zone in overview["zones"] if zone["count"] is not None}
    return {"refused": overview["refused"], "inside": inside}


def holds(site: Calendar) -> None:
    """All that must always hold, at one position; the hash chain and the replay of each projection with it."""
    assert site.running.breaches() == {}


def test_ninety_days_later_nobody_knows_who_was_where(site: Calendar) -> None:
    # -- day 0: it is known, and told
    a_day(site)
    holds(site)
    told = {place.removeprefix("outbox: ") for place in site.naming("access", (*GONE, "agent-1"))}
    assert told >= TOLD
    assert site.naming("console", GONE) >= {*(f"seen: {fact}" for fact in TOLD), "refusals", "incidents"}
    assert site.naming("fire", GONE) == set()
    assert [one["person"] for one in board(site)["refused"]] == ["agent-3"]
    visits = list(site.running.projection("billing", "visit_months").find())
    assert len(visits) == 1

    # -- day 61: nobody has come or gone since; who is inside is told again
    site.forward(61 * DAY)
    until(lambda: len(occupancies(site, "hall-a")) == 2, "hall-a is told again")
    until(lambda: len(occupancies(site, "reception")) >= 5, "reception is told again")
    assert occupancies(site, "hall-a")[-1]["data"] == {"zone": "hall-a", "people": ["agent-1"], "count": 1}

    # -- day 91: the record has let go of it, and so does whoever heard it
    site.forward(30 * DAY)
    until(lambda: names_no_more(site, "access", ACTS | ANSWERS), "access has let go")
    until(lambda: names_no_more(site, "console", ANSWERS), "the console has forgotten")
    until(lambda: names_no_more(site, "access", ANSWERS, VISITOR), "who came for a visit is nobody any more")
    assert site.naming("fire", GONE) == site.naming("billing", GONE) == set()
    assert site.naming("console", ("agent-1",)) <= {"seen: zone-occupancy-changed"}
    duress = site.incident("duress", "door-main")
    assert (duress["state"], duress["acknowledged"]["by"], duress["resolved"]["note"]) == ("resolved", "", "")

    # -- what does not hang on it is as it was: who is inside, what is billed, what must always hold
    assert board(site) == {"refused": [], "inside": {"hall-a": 1, "reception": 0}}
    assert {zone: site.get("fire", f"/v1/zones/{zone}")["occupancy"] for zone in ("hall-a", "hall-b")} == {
        "hall-a": 1,
        "hall-b": 0,
    }
    holds(site)
    for service in ("console", "billing"):
        site.running.replay(service)
    assert board(site) == {"refused": [], "inside": {"hall-a": 1, "reception": 0}}
    again = list(site.running.projection("billing", "visit_months").find())
    assert [(one["_id"], one["visits"]) for one in again] == [(one["_id"], one["visits"]) for one in visits]
    holds(site)


def test_five_years_after_departure_nobody_knows_who_they_were(site: Calendar) -> None:
    word = {"by": "agent-3", "note": "agent-2 and I walk through"}
    site.post("fire", "/v1/zones/hall-b/drill", word, "desk", 201)
    assert "zones" in site.naming("fire", GONE)
    site.post("fire", "/v1/zones/hall-b/drill/end", word, "desk")
    assert site.naming("fire", GONE) <= {"acts"} | ANSWERS
    for agent in ("agent-2", "agent-3"):
        site.post("access", f"/v1/people/{agent}/end", {}, "desk")
    site.forward(timedelta(days=5 * 365 + 1))
    until(lambda: names_no_more(site, "access", ANSWERS), "access has forgotten them")
    until(lambda: names_no_more(site, "console", ANSWERS), "and so has the console")
    until(lambda: not site.record("access", "zone", "doors-secured"), "and who took the doors back")
    until(lambda: names_no_more(site, "fire", ANSWERS), "and who declared the exercise")
    done = [(act["kind"], act["said"]) for act in site.items("fire", "/v1/zones/hall-b/acts")]
    assert done == [("drill-started", None), ("drill-ended", None)]
    kinds = [act["kind"] for act in site.items("access", "/v1/acts")]
    assert kinds.count("person-forgotten") == len(GONE)
    holds(site)


def names_no_more(site: Calendar, service: str, but: set[str], people: tuple[str, ...] = GONE) -> bool:
    """Whether a service names none of those people any more, but in these places."""
    assert site.naming(service, people) <= but, site.naming(service, people) - but
    return True


def occupancies(site: Calendar, zone: str) -> list[dict[str, Any]]:
    return [told for told in site.record("access", "zone", "zone-occupancy-changed") if told["subject"] == zone]
