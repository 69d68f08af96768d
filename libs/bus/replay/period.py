"""A replay of a period: what none of its events has changed becomes as it is live, before the generation is swapped."""

from __future__ import annotations

from typing import Any

from pymongo import DeleteOne, ReplaceOne
from pymongo.client_session import ClientSession

from libs.bus.replay.comparing import Compared, Pair, differences
from libs.bus.replay.filling import transaction, write
from libs.bus.replay.following import Follower
from libs.bus.replay.progress import Progress
from libs.store import Collection
from libs.store.generations import touched_of


def keep_untouched(follower: Follower) -> None:
    """At one moment: every partition is filled to the position of then, and what differs and is untouched taken over.

    What comes after that moment is applied to it as it is live, so that it stays the same as the live one.
    """
    store, progress = follower.store, follower.progress
    with store.session(snapshot=True) as moment:
        follower.fill_to(follower.positions(moment), moment)
        kept: list[Pair] = []
        for pair in differences(store, progress.generation, moment, Compared()):
            if not is_touched(progress, pair):
                kept.append(pair)
            if len(kept) == follower.filler.batch:
                _keep(progress, kept)
                kept = []
        if kept:
            _keep(progress, kept)


def is_touched(progress: Progress, pair: Pair) -> bool:
    """Whether an event of the period has changed the document."""
    return progress.store.db[touched_of(_place(progress, pair))].find_one({"_id": pair.id}) is not None


def _keep(progress: Progress, pairs: list[Pair]) -> None:
    writes: dict[str, list[Any]] = {}
    for pair in pairs:
        here: Any = DeleteOne({"_id": pair.id})
        if pair.live is not None:
            here = ReplaceOne({"_id": pair.id}, pair.live, upsert=True)
        writes.setdefault(_place(progress, pair), []).append(here)

    def within(session: ClientSession) -> None:
        progress.hold(session)
        write(progress.store, session, writes)

    transaction(progress.store, within)


def _place(progress: Progress, pair: Pair) -> str:
    collection: Collection[Any] = progress.store.unit_type.collections()[pair.projection]
    return collection.place(progress.generation)
