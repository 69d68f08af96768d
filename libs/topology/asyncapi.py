"""The platform's events as one AsyncAPI 3 document: channels are topics, operations are who tells and who hears.

The data's schemas are the published contracts, by reference.
"""

from __future__ import annotations

import json
from typing import Any

from libs.events import Topic
from libs.events.expired import expired_type
from libs.topology.estate import Estate, Hearing
from libs.topology.headers import HEADERS
from libs.topology.owned import Owned

Part = dict[str, Any]

BINDING = "0.5.0"
TRAIT = {"$ref": "#/components/messageTraits/event"}


def asyncapi(estate: Estate) -> str:
    """The document, as JSON."""
    topics = {topic.name: (service, topic) for service in estate.services for topic in service.topics}
    document = {
        "asyncapi": "3.1.0",
        "info": {
            "title": "Chapelle",
            "version": "1.0.0",
            "description": (
                "Who tells which events and who hears them. Operations are named after the service whose they are. "
                "Records of a topic partition are numbered from 1 without a gap; a number that is missing is asked for "
                "at `GET /v1/record` of its service."
            ),
            "tags": [{"name": service.name} for service in estate.services],
        },
        "defaultContentType": "application/json",
        "servers": {
            "broker": {
                "host": "{address}",
                "protocol": "kafka",
                "description": "The embedded broker, or a Kafka of one's own.",
                "variables": {"address": {"default": "127.0.0.1:8420"}},
            }
        },
        "channels": {_name(topic): _channel(service, topic) for service, topic in topics.values()},
        "operations": {
            **{f"{service.name}-tells-{topic.entity}": _tells(service, topic) for service, topic in topics.values()},
            **{
                f"{hearing.reader}-hears-{_name(topics[hearing.topic][1])}": _hears(hearing, *topics[hearing.topic])
                for hearing in estate.hearings()
            },
        },
        "components": {
            "messages": {type: _message(type) for type in sorted(_types(estate))}
            | {expired_type(service.name): _expired(service) for service in estate.services},
            "messageTraits": {"event": HEADERS},
        },
    }
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def _types(estate: Estate) -> set[str]:
    return {type for service in estate.services for event in service.tells for type in event.reads}


def _name(topic: Topic) -> str:
    return f"{topic.service}-{topic.entity}"


def _channel(service: Owned, topic: Topic) -> Part:
    lane = "Read by a lane of its own, which no backlog delays." if topic.safety else ""
    return {
        "address": topic.name,
        "title": f"{topic.entity} of {topic.service}",
        **({"description": lane} if lane else {}),
        "servers": [{"$ref": "#/servers/broker"}],
        "messages": {type: {"$ref": f"#/components/messages/{type}"} for type in _on(service, topic)},
        "tags": [{"name": service.name}],
        "bindings": {"kafka": {"topic": topic.name, "partitions": topic.partitions, "bindingVersion": BINDING}},
    }


def _on(service: Owned, topic: Topic) -> list[str]:
    """The types on a topic; `expired` where something on it is not kept for ever."""
    expires = any(event.topic == topic and event.keep is not None for event in service.tells)
    return sorted([*service.types_on(topic.name), *[expired_type(service.name)] * expires])


def _tells(service: Owned, topic: Topic) -> Part:
    return {
        "action": "send",
        "channel": {"$ref": f"#/channels/{_name(topic)}"},
        "summary": f"{service.name} tells what becomes of each {topic.entity}",
        "tags": [{"name": service.name}],
    }


def _hears(hearing: Hearing, service: Owned, topic: Topic) -> Part:
    channel = f"#/channels/{_name(topic)}"
    types = [type for type in _on(service, topic) if type in hearing.types or type == expired_type(service.name)]
    return {
        "action": "receive",
        "channel": {"$ref": channel},
        "summary": f"{hearing.reader} hears {', '.join(hearing.facts)}",
        "tags": [{"name": hearing.reader}],
        "messages": [{"$ref": f"{channel}/messages/{type}"} for type in types],
    }


def _message(type: str) -> Part:
    return {
        "name": type,
        "traits": [TRAIT],
        "payload": {"$ref": f"../contracts/{type}.json"},
    }


def _expired(service: Owned) -> Part:
    text = {"type": "string"}
    return {
        "name": expired_type(service.name),
        "summary": "What is left of an event whose time is over: under its number, its type and its hash",
        "traits": [TRAIT],
        "payload": {"type": "object", "properties": {"type": text, "hash": text}, "required": ["type", "hash"]},
    }
