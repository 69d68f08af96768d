"""An exercise that everybody sees as one, what is refused clearly, and the timeline that the authority is given."""

from __future__ import annotations

from datetime import datetime

import pytest

from libs.audit import seal
from libs.events import Value, rfc3339
from libs.testing.running import until
from tests.integration.services.house import House, Json

ZONE = "hall-d"
SIGN_OFF = {"by": "Claire Martin", "note": "aired, walked through"}


class Exercise(Value):
    """What it was: when it was declared, and the incident that it was to everybody."""

    declared_at: str
    incident: str


@pytest.fixture(scope="module")
def exercise(house: House) -> Exercise:
    """From its declaration to its end, the gas and the sign-off between."""
    house.panel(ZONE, (0, "panel", "contact_restored"))
    declared_at = rfc3339(house.at())
    house.post("fire", f"/v1/zones/{ZONE}/drill", {"by": "desk", "at": rfc3339(house.at(-900))}, "desk", 201)
    house.post("fire", f"/v1/zones/{ZONE}/drill", {"by": "desk"}, "desk", 409)
    house.panel(ZONE, (-720, "optical", "alarm"), (-712, "heat", "alarm"), (-690, "panel", "flow"))
    house.sees("access", f"/v1/doors/door-{ZONE}", "released", True)
    incident = house.sees_incident("activated", ZONE, "open")
    assert incident["drill"]
    house.sees("fire", f"/v1/zones/{ZONE}", "state", "VENTILATING")
    before = house.at(-1)
    house.panel(ZONE, (0, "panel", "reset"), (0, "panel", "oxygen", 16.2))
    zone = house.get("fire", f"/v1/zones/{ZONE}")
    assert (zone["oxygen_alarm"], zone["oxygen_percent"]) == ("evacuate", 16.2)
    assert before <= datetime.fromisoformat(zone["oxygen_at"]) <= house.at()

    # -- a sign-off at 18 % is refused, and says why
    house.panel(ZONE, (1, "panel", "oxygen", 18.0))
    refused = house.post("fire", f"/v1/zones/{ZONE}/sign-off", SIGN_OFF, "desk", 409)
    assert refused["errors"] == [{"at": "", "why": "oxygen is at 18.0 %, below 19.5 %"}]
    house.panel(ZONE, (2, "panel", "oxygen", 20.8))
    house.post("fire", f"/v1/zones/{ZONE}/sign-off", SIGN_OFF, "desk")
    house.post("fire", f"/v1/zones/{ZONE}/drill/end", {"by": "desk"}, "desk")
    house.sees_incident("activated", ZONE, "resolved")
    house.sees("access", f"/v1/zones/{ZONE}", "alarm", "none")
    house.post("access", f"/v1/zones/{ZONE}/secure", {"by": "desk"}, "desk")
    return Exercise(declared_at, incident["id"])


def test_who_signed_off_when_and_why_is_in_the_chain_by_its_hash(house: House, exercise: Exercise) -> None:
    acts = house.items("fire", f"/v1/zones/{ZONE}/acts")
    assert [act["kind"] for act in acts] == ["drill-started", "signed-off", "drill-ended"]
    signed_off = acts[1]
    assert (signed_off["said"]["name"], signed_off["said"]["note"]) == ("Claire Martin", "aired, walked through")
    entered = until(lambda: house.record("fire", "act", "act-entered"), "the acts are told")
    assert signed_off["sealed"] in {event["data"]["sealed"] for event in entered}
    assert house.running.verify("fire")["acts"] == []

    stored = house.running.database("fire").acts
    was = stored.find_one({"_id": signed_off["id"]}) or {}
    said = was["said"].replace("Claire", "Anne")
    for forged in ({"said": said}, {"said": said, "sealed": seal(said, was["salt"])}):
        stored.update_one({"_id": signed_off["id"]}, {"$set": forged})
        breaches = house.running.verify("fire")["acts"]
        assert breaches == [f"act {signed_off['id']} (signed-off {ZONE}) is not what was sealed"]
    stored.delete_one({"_id": signed_off["id"]})
    assert house.running.verify("fire")["acts"] == [f"act {signed_off['id']} is told, and gone"]
    stored.insert_one(was)


def test_every_fact_says_that_it_was_an_exercise_and_billing_has_no_window_of_it(
    house: House, exercise: Exercise
) -> None:
    lines = [line for line in house.items("fire", f"/v1/zones/{ZONE}/timeline") if line["what"] == "event"]
    said = [line for line in lines if line["received_at"] >= exercise.declared_at]
    assert len(said) > 10
    assert [line["name"] for line in said if not line["data"]["drill"]] == []
    until(lambda: house.running.verify("billing")["positions"] == [], "billing has heard all")
    assert not [w for w in house.items("billing", "/v1/service-credit-windows") if w["zone"] == ZONE]


def test_one_page_of_what_happened_in_true_order_each_entry_proven_by_its_source(
    house: House, exercise: Exercise
) -> None:
    path = f"/v1/incidents/{exercise.incident}/timeline"
    shown = until(lambda: all_known(house.get("console", path)), "every source is asked")
    entries = shown["entries"]
    order = [(datetime.fromisoformat(e["at"]), datetime.fromisoformat(e["received_at"])) for e in entries]
    assert order == sorted(order)
    assert {e["source"].rpartition("/")[2] for e in entries} >= {"fire", "access", "console"}
    facts = [e["type"].split(".")[3] for e in entries if e["source"] == "/chapelle/fire"]
    way = ["drill-started", "pre-activated", "activated", "released", "ventilating", "oxygen-evacuate"]
    assert [fact for fact in facts if fact in way] == way
    assert shown["verification"]["chained"] == len(entries)  # this site signs nothing

    paper = house.running.get("console", f"{path}.pdf")
    assert paper.headers["content-type"] == "application/pdf"
    assert paper.content.startswith(b"%PDF-")


def test_what_somebody_changes_at_the_source_is_found(house: House, exercise: Exercise) -> None:
    outbox = house.running.database("fire").outbox
    page = outbox.find_one({"events.type": "fr.chapelle.fire.released.v1", "events.key": ZONE}) or {}
    changed = [{**row, "data": row["data"].replace(b"true", b"false")} for row in page["events"]]
    outbox.update_one({"_id": page["_id"]}, {"$set": {"events": changed}})
    shown = house.get("console", f"/v1/incidents/{exercise.incident}/timeline")
    outbox.update_one({"_id": page["_id"]}, {"$set": {"events": page["events"]}})
    assert not shown["verification"]["ok"]
    differing = {e["type"] for e in shown["entries"] if e["proof"]["verdict"] == "differs"}
    assert "fr.chapelle.fire.released.v1" in differing
    assert house.get("console", f"/v1/incidents/{exercise.incident}/timeline")["verification"]["ok"]


def all_known(shown: Json) -> Json:
    """The timeline, where every entry is proven."""
    assert shown["verification"]["ok"], [e["proof"] for e in shown["entries"] if e["proof"]["why"]]
    return shown


def test_what_no_panel_can_say_is_refused_clearly_and_kept_and_stops_nothing(house: House) -> None:
    at = rfc3339(house.at())
    said = {"zone": ZONE, "device": "panel", "at": at}
    items = [
        {**said, "id": "b1", "device": "attic-heat", "kind": "alarm"},
        {**said, "id": "b2", "kind": "oxygen", "value": 0.209},
        {**said, "id": "b3", "kind": "oxygen", "value": 20.9, "unit": "kPa"},
        {**said, "id": "b4", "kind": "cylinder", "value": 4350},
        {**said, "id": "b5", "zone": "attic", "kind": "fault"},
        {**said, "id": "b6", "kind": "manual_only"},
        {**said, "id": "b7", "kind": "automatic"},
    ]
    headers = house.running.headers("device")
    answer = house.running.http.post(
        house.running.url("fire", "/v1/panel-signals"), json={"signals": items}, headers=headers
    ).json()
    assert (answer["accepted"], answer["duplicates"]) == (2, 0)
    why = {bad["index"]: [(error["at"], error["why"]) for error in bad["errors"]] for bad in answer["rejected"]}
    assert why[0] == [("/device", f"zone {ZONE} has no device attic-heat; it has panel, {ZONE}-optical, {ZONE}-heat")]
    assert why[1] == [("/value", "0.209 % of oxygen cannot be; oxygen is in % by volume, not a ratio")]
    assert why[2] == [("/unit", "oxygen is in %, not kPa")]
    assert why[3] == [("/value", "4350 bar cannot be; a cylinder's pressure is in bar, not kPa or psi")]
    assert why[4][0][0] == "/zone"
    letters = house.items("fire", "/v1/dead-letters")
    assert len([letter for letter in letters if letter["stream"].endswith("panel-signals")]) == 5

    # -- of two words of one instant that exclude each other the worse is believed, and the other one is raised
    assert "MANUAL_ONLY" not in house.get("fire", f"/v1/zones/{ZONE}")["conditions"]
    ignored = until(lambda: house.record("fire", "zone", "signal-ignored"), "it is raised")[-1]["data"]
    assert (ignored["kind"], ignored["zone"]) == ("manual_only", ZONE)
    assert ignored["why"] == "panel says automatic of this same instant, which is believed"
    for letter in letters:
        house.post("fire", f"/v1/dead-letters/{letter['id']}/discard", {"why": "a test"}, status=202)
