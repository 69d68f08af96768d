"""Spoils a history that was right, in one place chosen by chance: one way for each kind of fault."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from random import Random
from typing import TypeVar

from hypothesis import assume

from libs.events import replace
from libs.testing.history import Applied, Committed, Fault, Intended, Line, Numbered, Published, Wiped

History = list[Line]
T = TypeVar("T")
L = TypeVar("L", bound=Line)


def skip_a_batch(history: History, chance: Random) -> History:
    """The position moved, and nothing was done."""
    batch = _one(chance, _fenced(history))
    return [line for line in history if not (isinstance(line, Applied) and _batch(line) == _batch(batch))]


def apply_again(history: History, chance: Random) -> History:
    return [*history, _one(chance, _only(history, Applied))]


def apply_what_was_aborted(history: History, chance: Random) -> History:
    units = {line.unit for line in _only(history, Committed)}
    aborted = _one(chance, [line for line in _only(history, Intended) if line.unit not in units])
    effect = Applied(
        topic=aborted.topic, key=aborted.key, place=aborted.place, unit=aborted.unit,
        partition=0, sequence=0, consumer="ledger",
    )  # fmt: skip
    return [*history, effect]


def apply_in_another_order(history: History, chance: Random) -> History:
    """Two effects of one key change places."""
    keys = Counter(line.key for line in _only(history, Applied))
    key = _one(chance, [key for key, count in keys.items() if count > 1])
    places = [at for at, line in enumerate(history) if isinstance(line, Applied) and line.key == key]
    one, other = chance.sample(places, 2)
    spoiled = list(history)
    spoiled[one], spoiled[other] = spoiled[other], spoiled[one]
    return spoiled


def take_from_the_log(history: History, chance: Random) -> History:
    """A number is gone, others above it are there. The log is one: what was sent after a wipe was just sent again."""
    history = [line for line in history if not isinstance(line, Wiped)]
    last = {line.partition: line.sequence for line in _only(history, Numbered)}
    gone = _one(chance, [line for line in _only(history, Published) if line.sequence < last[line.partition]])
    return [line for line in history if not (isinstance(line, Published) and _number(line) == _number(gone))]


def publish_other_bytes(history: History, chance: Random) -> History:
    spoiled = list(history)
    at, line = _one(chance, [(at, line) for at, line in enumerate(history) if isinstance(line, Published)])
    spoiled[at] = replace(line, hash="other")
    return spoiled


def tear_a_batch(history: History, chance: Random) -> History:
    """One effect is gone, others of its commit are there."""
    sizes = Counter(_batch(line) for line in _fenced(history))
    gone = _one(chance, [line for line in _fenced(history) if sizes[_batch(line)] > 1])
    return [line for line in history if line is not gone]


def cut_the_log(history: History, chance: Random) -> History:
    """From some number on nothing was published."""
    cut = _one(chance, _only(history, Numbered))
    return [
        line
        for line in history
        if not (isinstance(line, Published) and line.at == cut.at and line.sequence >= cut.sequence)
    ]


SPOILED: dict[Fault, Callable[[History, Random], History]] = {
    Fault.LOST: skip_a_batch,
    Fault.DUPLICATED: apply_again,
    Fault.PHANTOM: apply_what_was_aborted,
    Fault.REORDERED: apply_in_another_order,
    Fault.GAP: take_from_the_log,
    Fault.OTHER_BYTES: publish_other_bytes,
    Fault.TORN: tear_a_batch,
    Fault.UNSEEN: cut_the_log,
}


def _one(chance: Random, choices: Sequence[T]) -> T:
    assume(choices)
    return chance.choice(choices)


def _only(history: History, kind: type[L]) -> list[L]:
    return [line for line in history if isinstance(line, kind)]


def _fenced(history: History) -> list[Applied]:
    return [line for line in _only(history, Applied) if line.fence]


def _batch(line: Applied) -> tuple[object, ...]:
    return line.at, line.fence


def _number(line: Published) -> tuple[object, ...]:
    return line.at, line.sequence
