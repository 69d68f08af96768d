"""The lines of a history: one fact at one stage of its way from an intention to an effect elsewhere.

A fact is named by its topic, its key and its place: the how manyth fact of its key it is, from 1, without holes.
Lines of one stage stand in the order in which they happened; how the stages interleave does not matter.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from libs.events import Value

Fact = tuple[str, str, int]
"""Topic, key, place."""

Partition = tuple[str, int]


class _OfFact(Value, kw_only=True, tag_field="line", tag=str.lower):
    """`unit`: whose transaction the fact is part of, by one name at every stage; empty where it is not known."""

    topic: str
    key: str
    place: int
    unit: str = ""

    @property
    def fact(self) -> Fact:
        return self.topic, self.key, self.place


class Intended(_OfFact, kw_only=True):
    """A unit set out to say this fact. `acknowledged`: its caller was told that it is done.

    What is not acknowledged may be committed (the reply was lost) or not (the unit was aborted): both are right.
    """

    acknowledged: bool = False


class Committed(_OfFact, kw_only=True):
    """The fact is in the source's outbox. `stamp` is its unit's: it orders the facts of a key."""

    partition: int
    stamp: int


class _OfNumber(_OfFact, kw_only=True):
    """`sequence`: the fact's number in its partition, from 1. `hash`: of the event's bytes; empty: not looked at.

    `epoch`: of the owner (the relay's lease, the consumer's generation) who did it; 0: not known.
    """

    partition: int
    sequence: int
    hash: str = ""
    epoch: int = 0

    @property
    def at(self) -> Partition:
        return self.topic, self.partition


class Numbered(_OfNumber, kw_only=True):
    """The relay gave the fact its number, and that is committed."""


class Published(_OfNumber, kw_only=True):
    """A record of the topic, in the order of the log. Sent again with the same number and bytes it is no fault."""


class Applied(_OfNumber, kw_only=True):
    """An effect of the fact is committed at a consumer.

    `fence`: the positions that this commit moved from and to, `[from, to)`; None: not known, or the position was
    not moved, as when a letter is applied later. A `sequence` of 0: not known.
    """

    consumer: str
    fence: tuple[int, int] | None = None


class Kept(_OfNumber, kw_only=True):
    """The consumer keeps the fact as a dead letter. `discarded`: a person decided that it is not to be applied."""

    consumer: str
    discarded: bool = False


class Stood(Value, kw_only=True, tag_field="line", tag=str.lower):
    """The number that a consumer expected next when the history ended."""

    consumer: str
    topic: str
    partition: int
    next: int


class Wiped(Value, kw_only=True, tag_field="line", tag=str.lower):
    """The broker forgot the topic: its log begins anew, at any number; what is older is the source's record alone."""

    topic: str


class Removed(Value, kw_only=True, tag_field="line", tag=str.lower):
    """The broker has lost this number, which it was sent: no log has to hold it, and everybody must come to it."""

    topic: str
    partition: int
    sequence: int


class Expired(Value, kw_only=True, tag_field="line", tag=str.lower):
    """The source has let go of what the event under this number said: who had not applied it by then never will."""

    topic: str
    partition: int
    sequence: int


Line = Intended | Committed | Numbered | Published | Applied | Kept | Stood | Wiped | Removed | Expired

_decoder = msgspec.json.Decoder(Line)
_encoder = msgspec.json.Encoder()


def to_json(lines: Iterable[Line]) -> bytes:
    """One JSON object a line."""
    return _encoder.encode_lines(lines)


def from_json(text: bytes) -> list[Line]:
    """The lines again. Raises `msgspec.ValidationError` or `msgspec.DecodeError`, which say what is wrong."""
    return _decoder.decode_lines(text)
