"""What older code stored is read as today's: nobody is named any more where acts alone name people."""

from __future__ import annotations

from typing import Any

from libs.audit import Act, Told, seal, unlike
from libs.events import replace
from libs.store import Collection
from services.fire.domain import drill
from services.fire.domain.drill import Drill
from services.fire.store import FireUnit, Line
from tests.unit.fire.hall import Story, at

Stored = dict[str, Any]

SAID = {"by": "agent-01", "note": "with the installer"}


def stored(collection: Collection[Any], entity: Any) -> Stored:
    """As a document of schema 1: it says no number."""
    document = collection.to_document(entity, 1)
    return {name: value for name, value in document.items() if name != "s"}


def stored_again(collection: Collection[Any], document: Stored) -> Stored:
    """What is written once it was read."""
    entity, others = collection.from_document(document)
    return collection.to_document(entity, 2, others)


def test_a_zone_names_nobody_but_who_declared_the_exercise_that_goes_on() -> None:
    hall = Story()
    hall.decide(drill.start(hall.zone, Drill(at(0), at(600), "agent-01", "with the installer"), at(0)))
    hall.say(10, "panel", "manual_only")
    hall.decide(drill.end(hall.zone, at(300)))
    hall.decide(drill.start(hall.zone, Drill(at(400), at(900), "agent-01", "with the installer"), at(400)))
    document = stored(FireUnit.zones, hall.zone)
    document["journal"]["signals"][-1].update(SAID)
    document["drills"][0].update(SAID)
    zone, _ = FireUnit.zones.from_document(document)
    assert zone == hall.zone
    again = stored_again(FireUnit.zones, document)
    assert [set(SAID) & set(said) for said in again["journal"]["signals"]] == [set()]
    assert [one["by"] for one in again["drills"]] == ["", "agent-01"]


def test_a_zone_from_before_there_were_exercises_is_read() -> None:
    hall = Story()
    document = stored(FireUnit.zones, hall.zone)
    del document["drills"], document["upkeep"], document["cylinders"]
    assert FireUnit.zones.from_document(document)[0] == replace(hall.zone, upkeep=())


def test_a_line_of_a_sign_off_says_that_it_was_one_and_not_whose() -> None:
    told = {"zone": "hall-a", "drill": False}
    line = Line("hall-a/1", "hall-a", at(0), at(1), "event", "fr.chapelle.fire.returned-to-quiescent.v1", told)
    before = stored(FireUnit.lines, replace(line, data=told | SAID))
    assert FireUnit.lines.from_document(before)[0] == line


def test_an_act_on_a_zone_is_about_it() -> None:
    said = '{"name":"agent-01"}'
    act = Act("act-1", "signed-off", "hall-a", "desk", at(0), None, said, "salt", seal(said, "salt"))
    before = stored(FireUnit.acts, act)
    before["zone"] = before.pop("about")
    del before["person"]
    read, others = FireUnit.acts.from_document(before)
    assert (read, others) == (act, {})
    assert list(unlike({act.id: read}, {act.id: Told(act.sealed, "hall-a")})) == []
