"""A timeline as the API shows it, and as the page and the paper are made from it."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from typing import Any

from libs.http import Answer, At
from services.console.domain.incident import Incident
from services.console.domain.seen import Seen
from services.console.incidents import IncidentView, view_of
from services.console.store import ConsoleUnit
from services.console.timeline.gathering import gather
from services.console.timeline.proving import Proving, Verdict, Verified


class ProofView(Answer):
    """Whether an entry is what its source said."""

    verdict: Verdict
    """`signed`: as chained, under a signed checkpoint; `chained`: as chained, not signed yet; `differs`: it was
    changed; `unknown`: its source cannot be asked now."""
    hash: str
    """SHA-256, hexadecimal, of the event's id, type, subject, time and data."""
    checkpoint: int | None
    """Of the source, the first that covers it."""
    signed_at: At | None
    """By the machine's clock."""
    why: str
    """Where it is not proven."""


class EntryView(Answer):
    """An event of the timeline."""

    at: At
    """When it happened."""
    received_at: At | None
    """When the console received it."""
    source: str
    """Who said it."""
    type: str
    subject: str
    data: dict[str, Any]
    """What it said."""
    drill: bool
    """It happened in an exercise."""
    id: str
    topic: str
    partition: int
    sequence: int
    """Its number in the partition, from 1, without gaps."""
    proof: ProofView


class VerificationView(Answer):
    """What became of the proof of all entries."""

    ok: bool
    """Every entry is in its source's chain, as the console keeps it; none differs, none is unknown."""
    signed: int
    chained: int
    differs: int
    unknown: int
    digest: str
    """SHA-256, hexadecimal, of the entries' hashes in the order shown, a line each: the same on paper and in JSON."""


class TimelineView(Answer):
    """What happened around an incident, by event time, then receipt."""

    incident: IncidentView
    begin: At
    """From when events were looked for: 15 minutes before it opened."""
    end: At
    """15 minutes after it ended, or after now."""
    made_at: At
    """The platform's time."""
    complete: bool
    """Nothing was left out; else it has the first 2,000."""
    entries: list[EntryView]
    verification: VerificationView


def timeline(incident: Incident, unit: ConsoleUnit, proving: Proving) -> TimelineView:
    """Reads the events, and asks every source for their proof."""
    found = gather(incident, unit)
    verified = proving.verified(found.events)
    return TimelineView(
        incident=view_of(incident),
        begin=found.begin,
        end=found.end,
        made_at=unit.now,
        complete=found.whole,
        entries=[entry_view(seen, verified[seen.id]) for seen in found.events],
        verification=verification([verified[seen.id] for seen in found.events]),
    )


def entry_view(seen: Seen, verified: Verified) -> EntryView:
    data: dict[str, Any] = json.loads(seen.data)
    return EntryView(
        at=seen.at,
        received_at=seen.received_at,
        source=seen.source,
        type=seen.type,
        subject=seen.subject,
        data=data,
        drill=data.get("drill") is True,
        id=seen.event,
        topic=seen.topic,
        partition=seen.partition,
        sequence=seen.sequence,
        proof=ProofView(**verified._asdict()),
    )


def verification(all_verified: list[Verified]) -> VerificationView:
    counts = Counter(verified.verdict for verified in all_verified)
    lines = "".join(f"{verified.hash}\n" for verified in all_verified)
    return VerificationView(
        ok=not counts["differs"] and not counts["unknown"],
        signed=counts["signed"],
        chained=counts["chained"],
        differs=counts["differs"],
        unknown=counts["unknown"],
        digest=hashlib.sha256(lines.encode()).hexdigest(),
    )
