"""Documents on their way to the finance system or the portal, and the thread that takes them there."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import Query

from libs.http import Listing, Page
from services.billing.bodies import Number
from services.billing.domain.hand_over import State, again
from services.billing.handover.runner import Runner
from services.billing.routes.declared import PRESS, READ, WRITE, api
from services.billing.store import BillingUnit
from services.billing.views_of_hand_overs import HandOverView

OfState = Annotated[State | None, Query(description="Only of this state")]


@asynccontextmanager
async def life() -> AsyncIterator[None]:
    runner = Runner(lambda: api.store, PRESS, lambda: api.settings.spool_folder.parent)
    runner.start()
    yield
    runner.stop()
    PRESS.close()


api.life = life


@api.get("/v1/hand-overs", scope=READ)
def hand_overs(unit: BillingUnit, page: Page, state: OfState = None) -> Listing[HandOverView]:
    """All documents on their way, or those of one state."""
    found = unit.hand_overs.page(page.after, page.limit, **({} if state is None else {"state": state}))
    return page.of(found, view=HandOverView.of, cursor=lambda one: one.id)


@api.get("/v1/invoices/{number}/hand-over", scope=READ)
def one_hand_over(number: Number, unit: BillingUnit) -> HandOverView:
    """Where a document is."""
    return HandOverView.of(unit.hand_overs.need(number))


@api.command("/v1/invoices/{number}/hand-over/again", scope=WRITE)
def hand_over_again(number: Number, unit: BillingUnit) -> HandOverView:
    """Hands a document over once more: one that is blocked, or to be recycled (it keeps its number).

    409 for one that goes on by itself, and for one that was rejected: that needs a credit note and a new number.
    """
    once_more = again(unit.hand_overs.need(number))
    unit.put(once_more)
    return HandOverView.of(once_more)
