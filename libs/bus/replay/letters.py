"""Dead letters in a replay: what was not applied is not applied, and what was applied late comes late again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pymongo.client_session import ClientSession
from pymongo.read_concern import ReadConcern

from libs.bus.letters import envelope_of
from libs.events import Envelope
from libs.store import Letter, Store, Unit
from libs.store.letter import CLOSED

Passed = dict[int, str]
"""Events that waited as letters when the replay came to them: the key of each, by sequence."""


def letters_of(
    store: Store[Any], stream: str, first: int, until: int, passed: Iterable[int], moment: ClientSession | None
) -> dict[int, Letter]:
    """The letters among the sequences `first` to `until` - 1 of a stream, and those passed: all of one moment."""
    there = [{"place": {"$gte": first, "$lt": until}}, {"place": {"$in": list(passed)}}]
    asked = {"stream": stream, "lane": "record", "key": {"$ne": ""}, "$or": there}
    letters = store.db.letters.with_options(read_concern=ReadConcern("snapshot"))
    found = store.port.call("store.read", lambda: list(letters.find(asked, session=moment)))
    return {document["place"]: Unit.letters.from_document(document)[0] for document in found}


def in_turn(events: Sequence[Envelope], letters: Mapping[int, Letter], passed: Passed) -> list[Envelope]:
    """Those of the events that are to be applied; `passed` gets the letters that wait.

    An event of a key is applied only when none of the key waits. So a letter that was passed and is closed by now was
    closed before the next event of its key that is no letter: it comes just before that one.
    """
    applied: list[Envelope] = []
    for event in events:
        letter = letters.get(event.sequence)
        if letter is not None and letter.state not in CLOSED:
            passed[event.sequence] = letter.key
            continue
        key_of = letter.key if letter is not None else event.subject
        applied += closed_since([n for n, key in passed.items() if key == key_of], letters, passed)
        if letter is None or letter.state == "applied":
            applied.append(event)
    return applied


def closed_since(sequences: Iterable[int], letters: Mapping[int, Letter], passed: Passed) -> list[Envelope]:
    """Of these that were passed, the ones applied since, in their order; what is closed leaves `passed`."""
    closed = [letters[n] for n in sorted(sequences) if letters[n].state in CLOSED]
    for letter in closed:
        del passed[letter.place]
    return [envelope_of(letter) for letter in closed if letter.state == "applied"]
