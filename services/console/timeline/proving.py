"""Each source is asked for the proof of its own events; what the console keeps is held against it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Literal, NamedTuple

import httpx
import msgspec

from libs.audit import Kept, Proof, prove
from libs.events.expired import hash_left
from libs.http import Api
from services.console.domain.seen import Seen

SECONDS = 5.0
"""How long a source may take to answer."""
AT_ONCE = 200
"""Numbers of one question."""

Verdict = Literal["signed", "chained", "differs", "unknown"]
Place = tuple[str, str, int]
"""Service, topic, partition."""


class Verified(NamedTuple):
    """What became of an event's proof. `hash`: of what the console keeps, hexadecimal; `why`: where it is not proven.

    `signed`: it is in the chain that this checkpoint covers; `chained`: it is in the chain, not signed yet; `differs`:
    it is not what was chained, or not what the console keeps; `unknown`: its source cannot be asked now.
    """

    verdict: Verdict
    hash: str
    checkpoint: int | None = None
    signed_at: datetime | None = None
    why: str = ""


class _Proofs(msgspec.Struct):
    """`GET /v1/record/proof`."""

    items: list[Mapping[str, object]]


class Proving:
    """Asks with the console's own token; of its own events it asks itself."""

    def __init__(self, api: Api) -> None:
        self.api = api

    def verified(self, events: Iterable[Seen]) -> dict[str, Verified]:
        """By the id of each."""
        by_place: dict[Place, list[Seen]] = defaultdict(list)
        for seen in events:
            by_place[seen.source.rpartition("/")[2], seen.topic, seen.partition].append(seen)
        verified: dict[str, Verified] = {}
        with httpx.Client(timeout=SECONDS, trust_env=False, verify=self.api.settings.trust) as http:
            for place, told in sorted(by_place.items()):
                for some in _some_at_once(told):
                    verified |= self._of(http, place, some)
        return verified

    def _of(self, http: httpx.Client, place: Place, events: list[Seen]) -> Mapping[str, Verified]:
        try:
            proofs = {proof.sequence: proof for proof in self._asked(http, place, [seen.sequence for seen in events])}
        except (httpx.HTTPError, OSError, LookupError, msgspec.MsgspecError) as fault:
            why = f"{place[0]} cannot be asked now: {fault!r}"
            return {seen.id: Verified("unknown", hash_kept(seen), why=why) for seen in events}
        return {seen.id: judged(seen, proofs.get(seen.sequence)) for seen in events}

    def _asked(self, http: httpx.Client, place: Place, numbers: list[int]) -> list[Proof]:
        service, topic, partition = place
        if service == self.api.service:
            return prove(self.api.store, Kept.of(self.api.settings), topic, partition, numbers)
        sequences = ",".join(str(number) for number in numbers)
        answer = http.get(
            f"{self.api.settings.url(service)}/v1/record/proof",
            params={"topic": topic, "partition": partition, "sequences": sequences},
            headers={"authorization": f"Bearer {self.api.settings.token_file.read_text().strip()}"},
        )
        answer.raise_for_status()
        told = msgspec.json.decode(answer.content, type=_Proofs).items
        return [Proof(*msgspec.convert([one[name] for name in Proof._fields], _PROOF)) for one in told]


_PROOF = tuple[int, str, int | None, datetime | None, str | None]


def hash_kept(seen: Seen) -> str:
    """Of what the console keeps of an event, as its source's chain hashes it."""
    return hash_left(seen.event, seen.type, seen.subject, seen.at, seen.data.encode()).hex()


def judged(seen: Seen, proof: Proof | None) -> Verified:
    """What the console keeps against what the source proves."""
    kept = hash_kept(seen)
    if proof is None:
        return Verified("unknown", kept, why="its source says nothing of it")
    if proof.fault is not None:
        return Verified("differs", kept, proof.checkpoint, proof.signed_at, proof.fault)
    if proof.hash != kept:
        why = f"what {seen.source} has under {seen.sequence} is not what the console keeps"
        return Verified("differs", kept, proof.checkpoint, proof.signed_at, why)
    return Verified("signed" if proof.checkpoint is not None else "chained", kept, proof.checkpoint, proof.signed_at)


def _some_at_once(events: list[Seen]) -> Iterator[list[Seen]]:
    for first in range(0, len(events), AT_ONCE):
        yield events[first : first + AT_ONCE]
