"""Golden records: one record of each event type as it was once published, to be read for ever."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from libs.events.contracts import Contract, contract_of
from libs.events.envelope import Envelope, read_envelope
from libs.events.event import Event

_TIME = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

Golden = dict[str, Any]


def golden_of(event: type[Event]) -> Golden:
    """A record of this type as it is published today, with plausible values."""
    contract = contract_of(event)
    definitions = contract.get("$defs", {})
    data = {name: _example(name, schema, definitions) for name, schema in contract["properties"].items()}
    key = str(data[contract["x-chapelle"]["key"]])
    envelope = Envelope(
        id="0f8fad5bd9cb469fa16570867728950e", source=event.topic.source, type=event.type, subject=key, time=_TIME,
        sequence=1, topic=event.topic.name, partition=0, data=json.dumps(data, ensure_ascii=False).encode(),
        traceparent="00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        hop="00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01",
    )  # fmt: skip
    headers = {name: raw.decode() for name, raw in envelope.headers()}
    return {"topic": event.topic.name, "key": key, "headers": headers, "value": data}


def read_golden(golden: Golden) -> Envelope:
    """The envelope of a golden record. Raises `Malformed`."""
    headers = [(name, text.encode()) for name, text in golden["headers"].items()]
    value = json.dumps(golden["value"], ensure_ascii=False).encode()
    return read_envelope(golden["topic"], 0, golden["key"].encode(), value, headers)


_PLAIN: dict[str, Any] = {"integer": 7, "number": 12.5, "boolean": True, "null": None}


def _example(name: str, schema: Contract, definitions: Contract) -> Any:
    if "enum" in schema:
        return schema["enum"][0]
    if "anyOf" in schema:
        return _example(name, schema["anyOf"][0], definitions)
    if "$ref" in schema:
        return _example(name, definitions[schema["$ref"].rsplit("/", 1)[1]], definitions)
    kind = schema.get("type")
    if kind == "object":
        fields = schema.get("properties") or {"hall-a": schema.get("additionalProperties") or {}}
        return {field: _example(field, one, definitions) for field, one in fields.items()}
    if kind == "array":
        return [_example(name, schema.get("items") or {}, definitions)]
    return _PLAIN[kind] if kind in _PLAIN else _text(name, schema.get("format", ""))


def _text(name: str, format: str) -> str:
    examples = {"date-time": "2026-03-02T09:00:00Z", "date": "2026-03-02", "decimal": "12.500", "uuid": ""}
    return examples.get(format) or f"{name.replace('_', '-')}-1"
