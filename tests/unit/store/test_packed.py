"""Long fields as they are stored: short, and read by who knows more names or fewer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec

from libs.events import Value, field, replace
from libs.store import Collection

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


class Pass(Value):
    person: str
    at: datetime
    used: bool = False


class Gate(Value):
    id: str
    passes: tuple[Pass, ...] = ()
    by_hour: Mapping[str, tuple[Pass, ...]] = field(default_factory=dict)


GATES = Collection(Gate, packed=("passes", "by_hour"))
GATE = Gate("g", (Pass("p1", AT), Pass("p2", AT, used=True)), {"09": (Pass("p1", AT),)})


def stored(gate: Gate, **packed: Any) -> dict[str, Any]:
    """As it is stored, with these fields packed otherwise."""
    return {**GATES.to_document(gate, 1), **{name: msgspec.msgpack.encode(value) for name, value in packed.items()}}


def test_names_are_stored_once_and_a_row_for_each() -> None:
    document = stored(GATE)
    passes = [["person", "at", "used"], ["p1", AT, False], ["p2", AT, True]]
    assert msgspec.msgpack.decode(document["passes"]) == passes
    assert msgspec.msgpack.decode(document["by_hour"]) == {"09": [{"person": "p1", "at": AT, "used": False}]}
    assert GATES.from_document(document) == (GATE, {})
    assert GATES.from_document(stored(Gate("g"))) == (Gate("g"), {})


def test_what_is_other_is_written_as_it_is_written_whole() -> None:
    used = replace(GATE, passes=(*GATE.passes, Pass("p3", AT)))
    assert GATES.changes(GATE, used) == {"passes": stored(used)["passes"]}
    nobody = {"by_hour": stored(Gate("g"))["by_hour"]}
    assert GATES.changes(GATE, replace(GATE, id="h", by_hour={})) == {"id": "h", **nobody}
    assert GATES.changes(GATE, replace(GATE)) == {}


def test_a_mapping_for_each_is_read_as_rows_are() -> None:
    mappings = [{"person": "p1", "at": AT, "used": False}, {"person": "p2", "at": AT, "used": True}]
    assert GATES.from_document(stored(GATE, passes=mappings)) == (GATE, {})


def test_who_knows_more_or_fewer_names_reads_it() -> None:
    newer = [["at", "note", "person", "used"], [AT, "squeaks", "p1", False], [AT, "", "p2", True]]
    assert GATES.from_document(stored(GATE, passes=newer)) == (GATE, {})
    older = [["person", "at"], ["p1", AT]]
    assert GATES.from_document(stored(GATE, passes=older))[0].passes == (Pass("p1", AT),)
