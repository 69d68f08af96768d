"""One stretch: its faults one after the other under load, then rest, and what must hold by then."""

from __future__ import annotations

import time
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from kafka.errors import KafkaError
from pymongo.errors import PyMongoError

from libs.runtime.faults import CannotRunError
from libs.testing.chaos.books import differences
from libs.testing.chaos.faults import ACTS
from libs.testing.chaos.person import decide, letters_of, strange
from libs.testing.chaos.plan import Stretch
from libs.testing.chaos.records import without_forged
from libs.testing.chaos.scene import TOYS, Scene, scene
from libs.testing.history import Line, check
from libs.testing.history.drained import drained
from libs.testing.history.read import read_history
from libs.testing.history.reader import read_topic
from libs.testing.liveness import five_more_each
from libs.testing.running import until
from libs.testing.toys.counter.events import COUNT

FAULTS = (AssertionError, CannotRunError, httpx.HTTPError, PyMongoError, KafkaError, OSError)
DRAINED_WITHIN = 120.0


@dataclass(slots=True)
class Result:
    """`wrong`: what must not be, a sentence each; `done`: rounds; `history`: of the counts, if it came to that."""

    stretch: Stretch
    done: int = 0
    wrong: list[str] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)
    history: list[Line] = field(default_factory=list)
    sometimes: Counter[str] = field(default_factory=Counter)


def run_stretch(stretch: Stretch, folder: Path, until_time: float, say: Callable[[str], None]) -> Result:
    """Runs it, for as long as the machine's time is before `until_time`; what goes wrong is in the result."""
    result = Result(stretch)
    try:
        with scene(folder, stretch.conditions) as there:
            try:
                _rounds(there, result, until_time, say)
                _rest(there, result)
            finally:
                result.sometimes, result.ended = there.sometimes.total(), there.ended
    except FAULTS as fault:
        result.wrong.append(f"after {result.done} rounds: {fault!r}\n{traceback.format_exc()}")
    return result


def _rounds(there: Scene, result: Result, until_time: float, say: Callable[[str], None]) -> None:
    with there.load:
        there.load.wait_booked(20, "it flows")
        for round in result.stretch.rounds:
            if time.monotonic() > until_time:
                break
            there.collect()
            say(f"  {result.done + 1:3}  {round}")
            ACTS[round.fault](there, round)
            there.wait_answered(f"answers after {round}")
            result.done += 1


def _rest(there: Scene, result: Result) -> None:
    """After the last fault. What is looked at last is also written down last."""
    try:
        until(lambda: _settled(there), "all has arrived", DRAINED_WITHIN)
        there.toys.wait_ready()
        five_more_each(there.toys)
        until(lambda: _bells(there) == dict(there.rung), "every ring was heard once", DRAINED_WITHIN)
        until(lambda: _boiled(there) == len(there.eggs), "every egg is done, once", DRAINED_WITHIN)
    except AssertionError as fault:
        result.wrong.append(str(fault))
    there.collect()
    result.wrong += [
        f"a letter of a good record: {letter['stream']} {letter['key']}: {letter['reason']}"
        for letter in letters_of(there, "all")
        if strange(letter)
    ]
    result.history = drained(lambda: history(there), DRAINED_WITHIN)
    result.wrong += [str(breach) for breach in check(result.history)]
    result.wrong += differences(there)
    result.wrong += [f"{service}'s audit: {found}" for service in TOYS if (found := _breach(there, service))]


def _breach(there: Scene, service: str) -> str | None:
    """Of the record's chain, or its checkpoints."""
    found: str | None = there.toys.get(service, "/v1/audit/verify").json()["first_breach"]
    return found


def _settled(there: Scene) -> bool:
    there.revive()
    return decide(there) == 0 and there.load.all_booked()


def history(there: Scene) -> list[Line]:
    """What happened to the counts, from the counter to the ledger."""
    counter, ledger, load = there.toys.database("counter"), there.toys.database("ledger"), there.load
    log = without_forged(read_topic(there.broker.address, COUNT))
    effects = [(entry["_id"], place) for entry in ledger.entries.find() for place in entry["places"]]
    asked = {(count, place): True for count, done in load.done.items() for place in range(1, done + 1)}
    lines = read_history(COUNT, counter, ledger, log, effects, asked=asked, wiped=True)
    return [*lines, *(line for line in there.removed if line.topic == COUNT.name)]


def _bells(there: Scene) -> dict[str, int]:
    rung = there.toys.database("ledger").rung.find({"_id": {"$in": list(there.rung)}})
    return {bell["_id"]: len(bell["times"]) for bell in rung if bell["times"] == list(range(1, len(bell["times"]) + 1))}


def _boiled(there: Scene) -> int:
    return there.toys.database("counter").eggs.count_documents({"_id": {"$in": there.eggs}, "times": 1})
