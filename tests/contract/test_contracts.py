"""What is published is what was promised: schemas, golden records, and what other services read."""

from __future__ import annotations

import json
from typing import Any

import pytest

from libs.events import Event, split_type
from libs.events.contracts import FOLDER, breaks, cannot_read, contract_of, load_contracts, text_of
from libs.events.golden import read_golden
from libs.events.services import SERVICES
from libs.processes.contracts import GOLDEN, heard_events
from libs.topology.owned import own_events

OWN = {event.type: event for service in SERVICES for event in own_events(service)}
READ = {type: event for event in OWN.values() for type in event.reads}
"""Every version that was ever published, and the class that reads it."""
HEARD = [pytest.param(event, id=f"{service}-{event.type}") for service in SERVICES for event in heard_events(service)]
RECORDS = sorted(GOLDEN.glob("*.json"))


def test_each_committed_contract_is_an_event_and_each_event_has_one() -> None:
    assert set(load_contracts()) == set(READ)


@pytest.mark.parametrize("type", OWN)
def test_the_committed_schema_is_the_codes(type: str) -> None:
    assert (FOLDER / f"{type}.json").read_text() == text_of(contract_of(OWN[type])), "run `make contracts`"


@pytest.mark.parametrize("event", HEARD)
def test_a_reader_can_read_what_is_published(event: type[Event]) -> None:
    assert cannot_read(event, load_contracts()[event.type]) == []


@pytest.mark.parametrize("event", OWN.values(), ids=OWN)
def test_every_type_has_its_golden_record(event: type[Event]) -> None:
    assert (GOLDEN / f"{event.type}.json").exists()


@pytest.mark.parametrize("path", RECORDS, ids=[path.stem for path in RECORDS])
def test_a_golden_record_is_read_for_ever(path: Any) -> None:
    golden = json.loads(path.read_text())
    envelope = read_golden(golden)
    event = READ[envelope.type].decode(envelope.data, envelope.time, envelope.type)
    assert event.key == golden["key"]
    written = json.loads(event.encode())
    if event.type == envelope.type:
        assert within(written, golden["value"]) == golden["value"]


def within(written: Any, golden: Any) -> Any:
    """What is written, without the fields that came since, at any depth."""
    if isinstance(golden, dict) and isinstance(written, dict):
        return {name: within(written[name], golden[name]) for name in golden if name in written}
    if isinstance(golden, list) and isinstance(written, list) and len(golden) == len(written):
        return [within(one, of) for one, of in zip(written, golden, strict=True)]
    return written


def contract(**fields: dict[str, Any]) -> dict[str, Any]:
    place = {"topic": "chapelle.fire.zone.v1", "partitions": 4, "key": "zone", "safety": True}
    return {"x-chapelle": place, "properties": fields, "required": list(fields)}


def test_what_breaks_a_reader_is_told() -> None:
    text, number = {"type": "string"}, {"type": "integer"}
    old = contract(zone=text, people=number)
    assert breaks(old, old) == []
    assert breaks(old, contract(zone=text)) == ["field people is gone"]
    assert breaks(old, contract(zone=text, people=text)) == [f"field people changed from {number} to {text}"]
    assert breaks(old, contract(zone=text, people=number, why=text)) == [
        "field why is required, but older records lack it"
    ]
    moved = contract(zone=text, people=number)
    moved["x-chapelle"] = {**moved["x-chapelle"], "partitions": 8}
    assert breaks(old, moved) == ["partitions changed from 4 to 8"]


def test_a_field_that_older_records_may_lack_breaks_nobody() -> None:
    old = contract(zone={"type": "string"})
    new = contract(zone={"type": "string"})
    new["properties"]["why"] = {"type": "string", "default": ""}
    assert breaks(old, new) == []


def test_what_is_nested_counts_too() -> None:
    def invoice(**line: dict[str, Any]) -> dict[str, Any]:
        whole = contract(lines={"type": "array", "items": {"$ref": "#/$defs/Line"}})
        return {**whole, "$defs": {"Line": {"type": "object", "properties": line, "required": list(line)}}}

    text, number = {"type": "string"}, {"type": "integer"}
    old = invoice(net=text, n=number)
    assert breaks(old, invoice(net=text, n=number)) == []
    assert breaks(old, invoice(net=text)) == ["field lines[].n is gone"]
    assert breaks(old, invoice(net=text, n=text)) == [f"field lines[].n changed from {number} to {text}"]
    assert breaks(old, invoice(net=text, n=number, why=text)) == [
        "field lines[].why is required, but older records lack it"
    ]


@pytest.mark.parametrize("event", HEARD)
def test_a_reader_reads_the_golden_record_of_each_version_up_to_its_own(event: type[Event]) -> None:
    """A replay gives it every record there is, of the oldest version too."""
    fact, version = split_type(event.type)
    published = (split_type(path.stem) for path in RECORDS)
    for _, n in sorted((f, n) for f, n in published if f == fact and n <= version):
        envelope = read_golden(json.loads((GOLDEN / f"{fact}.v{n}.json").read_text()))
        assert event.decode(envelope.data, envelope.time, envelope.type).key == envelope.subject
