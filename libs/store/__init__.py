"""One way for every change: a unit of documents, events and position, committed as one."""

from libs.store.collection import Between, Collection, Has
from libs.store.commit import again, commit
from libs.store.documents import Documents
from libs.store.expiry import Expiry, record_expired, record_topic
from libs.store.faults import AWAY, Conflict, FenceLost, NewerSchema, OutcomeUnknown, TooLarge, Unavailable, passes
from libs.store.identifiers import new_id
from libs.store.letter import Letter, letter_events, letter_topic
from libs.store.pages import envelopes, partition_of, to_pages
from libs.store.port import Port
from libs.store.store import Store
from libs.store.stream import Stream, stream_events, stream_topic
from libs.store.timers import Timer
from libs.store.unit import Unit

__all__ = [
    "AWAY",
    "Between",
    "Collection",
    "Conflict",
    "Documents",
    "Expiry",
    "FenceLost",
    "Has",
    "Letter",
    "NewerSchema",
    "OutcomeUnknown",
    "Port",
    "Store",
    "Stream",
    "Timer",
    "TooLarge",
    "Unavailable",
    "Unit",
    "again",
    "commit",
    "envelopes",
    "letter_events",
    "letter_topic",
    "new_id",
    "partition_of",
    "passes",
    "record_expired",
    "record_topic",
    "stream_events",
    "stream_topic",
    "to_pages",
]
