"""What older code stored is read as today's."""

from __future__ import annotations

from datetime import UTC, datetime

from msgspec import msgpack, to_builtins

from libs.audit import Act, Told, seal, unlike
from libs.events import replace
from services.access.domain.door import Door
from services.access.domain.passage import Direction, Grant
from services.access.store import AccessUnit

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


def test_an_act_on_a_subject_is_an_act_about_it_and_still_sealed() -> None:
    act = Act("1", "badge-lent", "b1", "desk", AT, "p1", "{}", "salt", seal("{}", "salt"))
    document = AccessUnit.acts.to_document(act, 1)
    old = {name: value for name, value in document.items() if name not in ("s", "about")} | {"subject": "b1"}
    read, others = AccessUnit.acts.from_document(old)
    assert read == act
    told = {"1": Told(act.sealed, "b1")}  # its event said what it was about, its hash did not
    assert list(unlike({"1": read}, told)) == []
    for changed in (replace(read, said="{ }"), replace(read, about="b2")):
        assert len(list(unlike({"1": changed}, told))) == 1
    assert "subject" not in AccessUnit.acts.to_document(read, 2, others)


def test_a_doors_grants_as_mappings_packed_or_not() -> None:
    grants = tuple(Grant(f"c{n}", f"p{n}", Direction.IN, "lobby", AT, AT, used_at=AT) for n in range(3))
    door = Door("front", "Porte", "street", "lobby", grants=grants)
    first = {**AccessUnit.doors.to_document(door, 1), "grants": [to_builtins(grant) for grant in grants]}
    del first["s"]
    second = {**first, "s": 2, "grants": msgpack.encode(first["grants"])}
    for before in (first, second):
        assert AccessUnit.doors.from_document(before) == (door, {})
