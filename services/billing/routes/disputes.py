"""Disputes: a line flagged, answered in writing."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path
from pydantic import Field

from libs.http import ASKED, Caller, own
from services.billing.bodies import Number
from services.billing.bodies_of_money import AnswerDispute, DisputeLine
from services.billing.domain.dispute import Disputes, answer, dispute
from services.billing.routes.declared import DISPUTE, OWN, WRITE, api
from services.billing.store import BillingUnit
from services.billing.views_of_disputes import DisputesView

DisputeNumber = Annotated[int, Field(ge=1, le=100_000), ASKED, Path(description="Which dispute, from 1", examples=[1])]


@api.command("/v1/invoices/{number}/disputes", scope=DISPUTE, status=201)
def dispute_line(number: Number, body: DisputeLine, unit: BillingUnit, caller: Caller) -> DisputesView:
    """Flags a line that is disputed: by its tenant, or for it by the billing office.

    409 while it waits for an answer already.
    """
    invoice = own(caller, unit.invoices, number)
    known = unit.disputes.get(number) or Disputes(number, invoice.tenant)
    outcome = dispute(known, invoice, body.line, body.why, body.by, unit.now)
    unit.save(outcome)
    return DisputesView.of(outcome[0])


@api.command("/v1/invoices/{number}/disputes/{n}/answer", scope=WRITE)
def answer_dispute(number: Number, n: DisputeNumber, body: AnswerDispute, unit: BillingUnit) -> DisputesView:
    """Answers a dispute in writing, once. What has to be taken back is a credit note."""
    invoice = unit.invoices.need(number)
    known = unit.disputes.get(number) or Disputes(number, invoice.tenant)
    outcome = answer(known, n, body.answer, body.by, unit.now)
    unit.save(outcome)
    return DisputesView.of(outcome[0])


@api.get("/v1/invoices/{number}/disputes", scope=OWN)
def disputes(number: Number, unit: BillingUnit, caller: Caller) -> DisputesView:
    """What is disputed of an invoice, and what was answered."""
    invoice = own(caller, unit.invoices, number)
    return DisputesView.of(unit.disputes.get(number) or Disputes(number, invoice.tenant))
