"""Settles the letters that a person has decided on: applied or discarded, and after them who waited behind."""

from __future__ import annotations

from functools import partial
from typing import Any

import structlog

from libs.bus.applier import NOT_THE_RECORDS_FAULT, Applier, Place
from libs.bus.letters import envelope_of, plain
from libs.bus.plan import Step
from libs.events import Malformed, replace
from libs.store import Letter, Unit, letter_events
from libs.store.letter import CLOSED, Closed

log = structlog.get_logger()

ASKED = {"state": {"$in": ["requested", "discarding"]}, "lane": "record"}


class Settler:
    """Settles in the partitions that its applier owns, under their fence.

    Who waits behind a letter is asked for in the unit that closes it, so that no crash leaves them waiting for nobody.
    """

    def __init__(self, applier: Applier) -> None:
        self.applier, self.store = applier, applier.store

    def asked_for(self) -> set[str]:
        """The streams in which a person has decided on a letter."""
        return {letter["stream"] for letter in self.store.find("letters", ASKED, 0, ordered=False)}

    def settle(self, worker: Any, topic: str, partition: int) -> int:
        """Settles what was asked for in a partition; returns how many letters were closed. Raises as `apply` does."""
        stream, place = f"{topic}/{partition}", self.applier.places[topic, partition]
        settled = 0
        for asked in sorted(self.store.find("letters", {**ASKED, "stream": stream}, 0), key=lambda d: d["place"]):
            settled += self._settle_key(worker, place, asked["_id"], asked["key"])
        return settled

    def _settle_key(self, worker: Any, place: Place, id: str, key: str) -> int:
        settled = 0
        following = id
        while following:
            try:
                closed, after = self.store.run(partial(self._settle, worker, place, following))
            except NOT_THE_RECORDS_FAULT:
                raise
            except Exception as fault:  # its effects cannot be stored: it waits again, with the reason
                log.warning("letter not settled", letter=following, why=repr(fault)[:500])
                why = f"its effects cannot be stored: {fault}"
                self.store.run(partial(self._keep_waiting, following, why))
                return settled
            if not closed:
                return settled
            settled += 1
            place.waiting -= 1
            following = after
        place.blocked.discard(key)
        return settled

    def _settle(self, worker: Any, place: Place, id: str, unit: Unit) -> tuple[bool, str]:
        """Whether the letter is closed, and who is next of those behind it."""
        letter = unit.letters.need(id)
        unit.fence("positions", {"_id": letter.stream, "owner": place.owner}, {"$inc": {"settled": 1}})
        if letter.state == "discarding" or (letter.state not in CLOSED and not letter.whole):
            self._close(unit, letter, "discarded")
        elif letter.state not in CLOSED:
            why = self._apply(worker, unit, letter)
            if why:
                self._keep_waiting(id, why, unit)
                return False, ""
            self._close(unit, letter, "applied")
            self.store.count("letter_applied")
        return True, self._ask_for_next(unit, letter)

    def _ask_for_next(self, unit: Unit, letter: Letter) -> str:
        if not letter.key:
            return ""
        behind = {"stream": letter.stream, "key": letter.key, "state": "waiting"}
        following = ""
        for found in self.store.find("letters", behind, 1, by="place"):
            following = found["_id"]
            unit.keep(Unit.letters, following, found)
            unit.put(replace(unit.letters.need(following), state="requested"))
        return following

    def _keep_waiting(self, id: str, why: str, unit: Unit) -> None:
        letter = unit.letters.need(id)
        unit.put(replace(letter, state="waiting", behind=False, reason=plain(why), tries=letter.tries + 1))

    def _close(self, unit: Unit, letter: Letter, how: Closed) -> None:
        """Said as an event, unless it only waited behind another and was applied. One whose event has expired by now is
        nameless from now on."""
        _, cleared = letter_events(self.store.service)
        told = how == "discarded" or not letter.behind
        said = [cleared(time=unit.now, letter=letter.id, how=how, why=letter.why)] if told else []
        unit.save((replace(letter if letter.whole else letter.nameless(), state=how), said))

    def _apply(self, worker: Any, unit: Unit, letter: Letter) -> str:
        """Why it is refused again, or nothing.

        A letter without a key is of a record that was no event in its place: what that place holds, if it is anything,
        came from the source's record, or will; this would be beside it.
        """
        if not letter.key:
            return letter.reason
        try:
            envelope = envelope_of(letter)
        except Malformed as fault:
            return str(fault)
        if not letter.key:
            return letter.reason  # its source never said it under this number, and a person's wish does not change that
        step = Step(letter.place + 1, letter.offset + 1, envelope=envelope)
        _, events, reason = self.applier.reader.read(step)
        return reason or self.applier.apply_one(worker, unit, step, events)
