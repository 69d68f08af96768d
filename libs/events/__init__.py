"""Events: declared once as a class; everything that goes over the wire follows from the class."""

from libs.events.envelope import Envelope, Malformed, read_envelope, rfc3339
from libs.events.event import Event, Instant, Outcome, json_name, to_milliseconds
from libs.events.refused import Refused
from libs.events.topic import Topic, service_of
from libs.events.value import Value, field, replace
from libs.events.versions import split_type, unread

__all__ = [
    "Envelope",
    "Event",
    "Instant",
    "Malformed",
    "Outcome",
    "Refused",
    "Topic",
    "Value",
    "field",
    "json_name",
    "read_envelope",
    "replace",
    "rfc3339",
    "service_of",
    "split_type",
    "to_milliseconds",
    "unread",
]
