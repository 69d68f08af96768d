"""What a run answers, and what a dry run would bill."""

from __future__ import annotations

from libs.http import Amount, Answer, At
from services.billing.domain.doubt import Kind
from services.billing.domain.run import Run
from services.billing.previewing import Preview
from services.billing.views_of_invoices import LineView, VatView


class WarningView(Answer):
    """What is doubtful about a draft."""

    kind: Kind
    why: str


class DraftView(Answer):
    """What a run would bill: no number, no date."""

    tenant: str
    period: str
    engagements: tuple[str, ...]
    lines: tuple[LineView, ...]
    vat: tuple[VatView, ...]
    net_total: Amount
    """EUR, without VAT."""
    vat_total: Amount
    """EUR"""
    gross_total: Amount
    """EUR: net + VAT."""
    currency: str = "EUR"
    warnings: tuple[WarningView, ...]
    """What to look at before it is issued."""

    @classmethod
    def of(cls, preview: Preview) -> DraftView:
        draft = preview.draft
        return cls(
            tenant=draft.tenant.id,
            period=draft.period,
            engagements=draft.engagements,
            lines=tuple(LineView.of(line) for line in draft.lines),
            vat=VatView.all_of(draft.totals),
            net_total=draft.totals.net,
            vat_total=draft.totals.vat_total,
            gross_total=draft.totals.gross,
            warnings=tuple(WarningView(kind=doubt.kind, why=doubt.why) for doubt in preview.doubts),
        )


class SkippedView(Answer):
    """Who got no invoice, and why."""

    tenant: str
    why: str


class RunView(Answer):
    """A month closed, for all or some tenants."""

    id: str
    period: str
    at: At
    invoices: tuple[str, ...]
    """Numbers of the month's invoices."""
    issued: tuple[str, ...]
    """Those of them that this run issued."""
    skipped: tuple[SkippedView, ...]
    previews: tuple[DraftView, ...] = ()
    """What a dry run would bill."""

    @classmethod
    def of(cls, run: Run, previews: tuple[Preview, ...] = ()) -> RunView:
        return cls(
            id=run.id,
            period=run.period,
            at=run.at,
            invoices=run.invoices,
            issued=run.issued,
            skipped=tuple(SkippedView(tenant=s.tenant, why=s.why) for s in run.skipped),
            previews=tuple(DraftView.of(preview) for preview in previews),
        )
