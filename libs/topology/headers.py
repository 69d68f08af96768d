"""The envelope, as AsyncAPI says it: CloudEvents 1.0 in Kafka's binary mode, and the key."""

from __future__ import annotations

from typing import Any


def _header(pattern: str, description: str) -> dict[str, str]:
    return {"type": "string", "pattern": pattern, "description": description}


HEADERS: dict[str, Any] = {
    "contentType": "application/json",
    "headers": {
        "type": "object",
        "properties": {
            "ce_specversion": {"type": "string", "const": "1.0"},
            "ce_id": {"type": "string", "description": "The event's id, the same at every re-send."},
            "ce_source": _header("^/chapelle/[a-z][a-z0-9-]*$", "The service that tells it."),
            "ce_type": _header("^fr\\.chapelle\\.[a-z0-9.-]+\\.v[1-9][0-9]*$", "What it is: the message's name."),
            "ce_subject": {"type": "string", "description": "The entity that it is about: the key."},
            "ce_time": {"type": "string", "format": "date-time", "description": "When it happened."},
            "ce_sequence": _header("^[1-9][0-9]*$", "Grows by one per topic partition, from 1."),
            "ce_traceparent": {"type": "string", "description": "Where its trace began (W3C trace context)."},
            "traceparent": {"type": "string", "description": "The span that published it (W3C trace context)."},
            "content-type": {"type": "string", "const": "application/json"},
        },
        "required": [
            "ce_specversion", "ce_id", "ce_source", "ce_type", "ce_subject", "ce_time", "ce_sequence", "content-type",
        ],
    },
    "bindings": {
        "kafka": {
            "key": {"type": "string", "description": "The entity's id, in UTF-8."},
            "bindingVersion": "0.5.0",
        }
    },
}  # fmt: skip
