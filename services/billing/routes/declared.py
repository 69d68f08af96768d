"""The API that billing's routes are declared on, what they are asked by, and who sees what."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import Path, Query, Response
from pydantic import Field

from libs.events import Refused
from libs.http import ASKED, Api, Caller, Day, Id, Period
from services.billing.document.press import Press
from services.billing.domain.invoice import Invoice
from services.billing.domain.month import PARIS
from services.billing.store import BillingUnit

api = Api("billing", BillingUnit, title="Billing: tenants, contracts, usage, invoices")
PRESS = Press()
READ, WRITE = "billing:read", "billing:write"

OfTenant = Annotated[Id | None, Query(description="Only this tenant's")]
OfMonth = Annotated[Period, Query(description="A calendar month in Europe/Paris")]
OfAnyMonth = Annotated[Period | None, Query(description="Only of this calendar month")]
LineNumber = Annotated[int, Field(ge=1, le=100_000), ASKED, Path(description="Which line, from 1", examples=[1])]
AsOf = Annotated[Day | None, Query(description="A day in Paris; default today")]
Overdue = Annotated[bool, Query(description="Only what was due before today")]
OfName = Annotated[Id | None, Query(description="Only of this name", examples=["ecb-main"])]
OfSource = Annotated[Id | None, Query(description="Only this meter", examples=["e01-a"])]


def only_own(caller: Caller, tenant: str) -> None:
    if not caller.may_see(tenant):
        raise Refused("forbidden", f"{caller.name} sees its own data only")


def only_city(caller: Caller) -> None:
    if caller.tenant is not None:
        raise Refused("forbidden", f"{caller.name} sees its own data only")


def of_tenant(caller: Caller, tenant: str | None) -> dict[str, str]:
    if tenant is not None:
        only_own(caller, tenant)
        return {"tenant": tenant}
    return {} if caller.tenant is None else {"tenant": caller.tenant}


def own_invoice(number: str, unit: BillingUnit, caller: Caller) -> Invoice:
    found = unit.invoices.need(number)
    only_own(caller, found.tenant)
    return found


def today(unit: BillingUnit) -> date:
    return unit.now.astimezone(PARIS).date()


def file(content: bytes, name: str, media: str) -> Response:
    named = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=media, headers=named)
