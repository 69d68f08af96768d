"""The API that billing's routes are declared on, what they are asked by, and who sees what."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import Path, Query, Response
from pydantic import Field

from libs.http import ASKED, Api, Day, Id, Period
from services.billing.document.press import Press
from services.billing.domain.month import PARIS
from services.billing.store import BillingUnit

api = Api("billing", BillingUnit, title="Billing: tenants, contracts, usage, invoices")
PRESS = Press()
OWN, READ, WRITE, DISPUTE = "billing:own", "billing:read", "billing:write", "billing:dispute"
"""What is a tenant's, that it sees too; what is the City's; what the City's billing office does; what both may."""

OfTenant = Annotated[Id | None, Query(description="Only this tenant's")]
OfMonth = Annotated[Period, Query(description="A calendar month in Europe/Paris")]
OfAnyMonth = Annotated[Period | None, Query(description="Only of this calendar month")]
LineNumber = Annotated[int, Field(ge=1, le=100_000), ASKED, Path(description="Which line, from 1", examples=[1])]
AsOf = Annotated[Day | None, Query(description="A day in Paris; default today")]
Overdue = Annotated[bool, Query(description="Only what was due before today")]
OfName = Annotated[Id | None, Query(description="Only of this name", examples=["ecb-main"])]
OfSource = Annotated[Id | None, Query(description="Only this meter", examples=["e01-a"])]


def today(unit: BillingUnit) -> date:
    return unit.now.astimezone(PARIS).date()


def file(content: bytes, name: str, media: str) -> Response:
    named = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=media, headers=named)
