"""Runs: a month looked at, and closed."""

from __future__ import annotations

from contextlib import suppress
from typing import Annotated

from fastapi import Depends

from libs.events import Refused
from libs.http import Listing, Page
from services.billing.bodies import RunId, StartRun
from services.billing.checking import check_month
from services.billing.closing import close_month
from services.billing.domain.month import Month
from services.billing.domain.tenant import Tenant
from services.billing.examining import Check
from services.billing.previewing import preview_month
from services.billing.routes.declared import PRESS, READ, WRITE, api
from services.billing.store import BillingUnit
from services.billing.views_of_runs import RunView


def _checked_run(body: StartRun) -> Check:
    with suppress(Refused):  # the decision says so
        unit = api.store.unit()
        check_month(unit, Month.parse(body.period), _tenants(body, unit), PRESS.check)
    return PRESS.check


RunCheck = Annotated[Check, Depends(_checked_run)]
"""Has seen what will be decided on, if nothing changes meanwhile."""


@api.command("/v1/runs", scope=WRITE, status=201)
def run_month(body: StartRun, unit: BillingUnit, check: RunCheck) -> RunView:
    """Closes a month that is over (409 else): an invoice for each tenant that has none of it yet.

    Who gets none is in `skipped`, with why: an invoice whose document does not pass is not issued and takes no
    number. A second run of a month names the same invoices. A dry run issues and stores nothing: `previews` says
    what would be, with warnings, none of which stops a run.
    """
    month = Month.parse(body.period)
    chosen = _tenants(body, unit)
    if body.dry_run:
        return RunView.of(*preview_month(unit, month, chosen, check))
    return RunView.of(close_month(unit, month, chosen, check))


@api.get("/v1/runs", scope=READ)
def runs(unit: BillingUnit, page: Page) -> Listing[RunView]:
    """All runs."""
    return page.of(unit.runs.page(page.after, page.limit), view=RunView.of, cursor=lambda run: run.id)


@api.get("/v1/runs/{id}", scope=READ)
def run(id: RunId, unit: BillingUnit) -> RunView:
    """One run."""
    return RunView.of(unit.runs.need(id))


def _tenants(body: StartRun, unit: BillingUnit) -> list[Tenant]:
    if body.tenants is None:
        return unit.tenants.where()
    return [unit.tenants.need(id, at=f"/tenants/{n}") for n, id in enumerate(dict.fromkeys(body.tenants))]
