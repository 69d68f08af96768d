"""What is committed of the topology is what the code says, and says no more than it."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest

from libs.bus.worker import worker_of
from libs.events import Event
from libs.events.golden import read_golden
from libs.events.services import SERVICES
from libs.processes.contracts import GOLDEN
from libs.runtime.commands.topology import FORMATS
from libs.runtime.launch import ROOT
from libs.topology.estate import estate
from libs.topology.formats import WRITERS
from libs.topology.headers import HEADERS
from libs.topology.owned import Owned
from libs.topology.strimzi import RETENTION

ESTATE = estate()
BY_NAME = {service.name: service for service in ESTATE.services}
EVENTS = [event for service in ESTATE.services for event in service.tells]


def test_each_form_has_its_file() -> None:
    assert list(FORMATS) == list(WRITERS)


@pytest.mark.parametrize("format", FORMATS)
def test_what_is_committed_is_the_codes(format: str) -> None:
    assert (ROOT / FORMATS[format]).read_text() == WRITERS[format](ESTATE), "run `make contracts`"


@pytest.mark.parametrize("service", SERVICES)
def test_the_topics_of_its_events_are_those_that_its_relay_makes(service: str) -> None:
    collections = worker_of("services", service).unit.collections().values()
    made = {topic for collection in collections if (topic := collection.topic_in(service))}
    assert set(BY_NAME[service].topics) == made


@pytest.mark.parametrize("event", EVENTS, ids=[event.type for event in EVENTS])
def test_the_broker_lets_go_of_an_event_before_it_expires(event: type[Event]) -> None:
    assert event.keep is None or event.keep > RETENTION


def told(format: str) -> Any:
    return json.loads((ROOT / FORMATS[format]).read_text())


def may(acls: list[dict[str, Any]], service: Owned, operation: str) -> set[str]:
    """The topics on which the committed rights allow it."""
    mine = [
        one for one in acls if one["principal"] == f"User:chapelle-{service.name}" and operation in one["operations"]
    ]
    topics = [topic.name for other in ESTATE.services for topic in other.topics]
    return {
        topic
        for topic in topics
        for one in mine
        if topic == one["name"] or (one["pattern"] == "prefixed" and topic.startswith(one["name"]))
    }


@pytest.mark.parametrize("service", ESTATE.services, ids=BY_NAME)
def test_at_the_broker_it_writes_what_is_its_own_and_reads_what_it_hears(service: Owned) -> None:
    acls = told("kafka-acls")["acls"]
    own = {topic.name for topic in service.topics}
    heard = {hearing.topic for hearing in ESTATE.hearings() if hearing.reader == service.name}
    assert may(acls, service, "Write") == may(acls, service, "Create") == own
    assert may(acls, service, "Read") == heard


def test_in_the_database_each_has_its_own_alone() -> None:
    assert {user["user"]: [role["db"] for role in user["roles"]] for user in told("mongo-roles")} == {
        service: [f"chapelle_{service}"] for service in SERVICES
    }


def references(part: Any) -> list[str]:
    if isinstance(part, dict):
        here = [part["$ref"]] if isinstance(part.get("$ref"), str) else []
        return here + [found for value in part.values() for found in references(value)]
    return [found for value in part for found in references(value)] if isinstance(part, list) else []


def test_whatever_the_asyncapi_refers_to_is_there() -> None:
    document = told("asyncapi")
    for reference in references(document):
        file, _, path = reference.partition("#")
        found = json.loads((ROOT / FORMATS["asyncapi"]).parent.joinpath(file).read_text()) if file else document
        for step in path.split("/")[1:]:
            found = found[step]


def test_the_asyncapi_has_every_event_with_who_tells_it_and_who_hears_it() -> None:
    document = told("asyncapi")
    operations = document["operations"].values()
    sent = {one["channel"]["$ref"] for one in operations if one["action"] == "send"}
    assert sent == {f"#/channels/{name}" for name in document["channels"]}
    read = document["operations"]["fire-hears-access-zone"]["messages"]
    assert [one["$ref"].rpartition("/")[2] for one in read] == [
        "fr.chapelle.access.expired.v1",
        "fr.chapelle.access.zone-occupancy-changed.v1",
    ]
    assert {event.type for event in EVENTS} <= set(document["components"]["messages"])


def test_an_envelope_has_the_headers_that_the_asyncapi_says() -> None:
    golden = json.loads((GOLDEN / "fr.chapelle.fire.activated.v1.json").read_text())
    written = {name: value.decode() for name, value in read_golden(golden).headers()}
    jsonschema.validate(written, HEADERS["headers"])
    assert set(written) <= set(HEADERS["headers"]["properties"])
