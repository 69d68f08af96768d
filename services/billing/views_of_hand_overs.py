"""Where an issued document is, in the words of the finance system and the public portal."""

from __future__ import annotations

from libs.http import Answer, At, Count
from services.billing.domain.hand_over import HandOver, State, Step


class StepView(Answer):
    """What became of it, and when the other side says so."""

    state: State
    at: At

    @classmethod
    def of(cls, step: Step) -> StepView:
        return cls(state=step.state, at=step.at)


class HandOverView(Answer):
    """A document on its way."""

    number: str
    tenant: str
    state: State
    attempt: Count
    """From 1; one more each time that it was to be recycled. The number stays."""
    reference: str
    """The other side's name of it."""
    sha256: str
    """Of the PDF that was handed over."""
    failures: Count
    """Tries in a row that did not work."""
    said: str
    """Why the last one did not."""
    blocked: str
    """Why it waits for a person."""
    steps: tuple[StepView, ...]

    @classmethod
    def of(cls, known: HandOver) -> HandOverView:
        return cls(
            number=known.id,
            tenant=known.tenant,
            state=known.state,
            attempt=known.attempt,
            reference=known.reference,
            sha256=known.digest,
            failures=known.failures,
            said=known.said,
            blocked=known.blocked,
            steps=tuple(StepView.of(step) for step in known.steps),
        )
