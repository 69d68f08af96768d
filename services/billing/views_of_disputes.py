"""Disputed lines and their answers."""

from __future__ import annotations

from libs.http import Answer, At, Count
from services.billing.domain.dispute import Dispute, Disputes


class DisputeView(Answer):
    """A disputed line."""

    n: Count
    """Which dispute of the invoice, from 1."""
    line: Count
    why: str
    by: str
    at: At
    answer: str | None
    """null: it waits for one."""
    answered_by: str | None
    answered_at: At | None

    @classmethod
    def of(cls, dispute: Dispute) -> DisputeView:
        return cls(
            n=dispute.n,
            line=dispute.line,
            why=dispute.why,
            by=dispute.by,
            at=dispute.at,
            answer=dispute.answer,
            answered_by=dispute.answered_by,
            answered_at=dispute.answered_at,
        )


class DisputesView(Answer):
    """All disputes of an invoice."""

    number: str
    tenant: str
    open_lines: tuple[int, ...]
    """The lines that wait for an answer."""
    disputes: tuple[DisputeView, ...]

    @classmethod
    def of(cls, known: Disputes) -> DisputesView:
        return cls(
            number=known.id,
            tenant=known.tenant,
            open_lines=known.open_lines,
            disputes=tuple(DisputeView.of(dispute) for dispute in known.disputes),
        )
