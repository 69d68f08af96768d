"""Decisions on badges."""

from __future__ import annotations

from typing import Literal

from libs.http import Answer, At
from services.access.domain.check import Check, Reason, Verdict
from services.access.domain.passage import Direction


class CheckAnswer(Answer):
    """What was decided on a badge."""

    id: str
    decision: Literal["granted", "denied"]
    reason: Reason
    """The first that applies."""
    person: str | None
    """Whose badge it is; null for a strange one."""
    zone: str
    """Where the door leads."""
    unlock_seconds: int
    """For how long the door is unlocked; 0 when denied."""

    @classmethod
    def of(cls, check: Check) -> CheckAnswer:
        return cls(
            id=check.id, decision="granted" if check.reason.granted else "denied", reason=check.reason,
            person=check.person, zone=check.zone, unlock_seconds=check.unlock_seconds,
        )  # fmt: skip


class LookedAnswer(Answer):
    """A right that was looked at, as it stood then."""

    right: str
    schedule: str | None
    visit: str | None
    verdict: Verdict
    """`decides`: by it the person may enter; `would_do`: it would have done as well."""


class KeptCheckAnswer(CheckAnswer):
    """A past check, and why it was decided so."""

    door: str
    direction: Direction
    at: At
    right: str | None
    """The right by which the person may enter."""
    rights: tuple[LookedAnswer, ...]
    """Those that spoke of the zone at that time."""
    beside: str | None
    """Of the first of two persons: the check of the second."""

    @classmethod
    def kept(cls, check: Check) -> KeptCheckAnswer:
        told = CheckAnswer.of(check)
        looked = tuple(
            LookedAnswer(right=one.right, schedule=one.schedule, visit=one.visit, verdict=one.verdict)
            for one in check.rights
        )
        return cls(
            **told.model_dump(), door=check.door, direction=check.direction, at=check.at, right=check.right,
            rights=looked, beside=check.beside,
        )  # fmt: skip
