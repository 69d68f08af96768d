"""What tenants stored, and how much more they do."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query

from libs.http import Caller, Period, own
from services.storage.answers.ahead import GrowthView
from services.storage.answers.usage import UsageView
from services.storage.api.service import OWN, api
from services.storage.bodies import TenantId
from services.storage.domain.usage import Month
from services.storage.forecasting import tenant_trend
from services.storage.metering import peaks_in
from services.storage.store import StorageUnit

OfMonth = Annotated[Period, Query(description="A calendar month in Europe/Paris")]


@api.get("/v1/tenants/{id}/usage", scope=OWN)
def usage(id: TenantId, period: OfMonth, unit: StorageUnit, caller: Caller) -> UsageView:
    """What a tenant stored in a month: TB-months, with each day's peak, open days included."""
    month = Month.read(period)
    return UsageView.of(month, peaks_in(unit, own(caller, unit.tenants, id, whose="id"), month))


@api.get("/v1/tenants/{id}/growth", scope=OWN)
def growth_of_tenant(id: TenantId, unit: StorageUnit, caller: Caller) -> GrowthView:
    """How much more a tenant stores a day, by Theil-Sen over the peaks of its closed days."""
    return GrowthView.of(tenant_trend(unit, own(caller, unit.tenants, id, whose="id")))
