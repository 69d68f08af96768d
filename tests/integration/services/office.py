"""Billing on a database of its own: runs, credit notes and hand-overs, any step of which may break."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from pymongo.errors import PyMongoError

from libs.events import replace
from libs.events.trace import new_trace
from libs.runtime.clock import Clock
from libs.store import OutcomeUnknown, Store, Unavailable
from libs.testing.crash import CrashPort, Killed
from libs.testing.running import Parts
from services.billing import verify
from services.billing.closing import close_month
from services.billing.crediting import credit_invoice
from services.billing.document.press import Press
from services.billing.domain.contract import Account, Contract, agree
from services.billing.domain.item import Item, Kind
from services.billing.domain.month import Month
from services.billing.domain.run import Run
from services.billing.domain.tenant import Tenant
from services.billing.events import Address
from services.billing.store import BillingUnit

NOW = datetime(2026, 4, 2, 8, 0, tzinfo=UTC)
MARCH = Month(2026, 3)
ADDRESS = Address("55 boulevard Diderot", "75012", "Paris", "FR")
FIXED = Item(Kind.FIXED, "Forfait", "month", Decimal("100.00"), Decimal("20.0"))


class Office:
    """Billing's database and two tenants of its own for each try; what it asks is broken at a step."""

    def __init__(self, parts: Parts, press: Press) -> None:
        self.port, self.press = CrashPort(), press
        uri = parts.address("runs", "t_runs")
        clock = Clock(platform=NOW.timestamp(), speed=1e-9)  # it all but stands still
        self.store: Store[BillingUnit] = Store(uri, "t_runs", "billing", BillingUnit, clock, self.port)
        for name in self.store.db.list_collection_names():
            self.store.db[name].delete_many({})
        self.store.set_up()

    def opens(self, *tenants: str) -> None:
        def decide(unit: BillingUnit) -> None:
            unit.traceparent = unit.hop = new_trace()
            for id in tenants:
                contract = Contract(f"{id}.2026-01-01", id, date(2026, 1, 1), None, "4500012345", (FIXED,))
                unit.put(Tenant(id, id, "26750045200011", "DSI", 50, ADDRESS))
                unit.save(agree(contract, Account(id), (), unit.now))
                unit.put(replace(Account(id), contracts=(contract.id,)))

        self.store.run(decide)

    def runs(self, *tenants: str) -> Run:
        def decide(unit: BillingUnit) -> Run:
            unit.traceparent = unit.hop = new_trace()
            chosen = [unit.tenants.need(id) for id in tenants]
            return close_month(unit, MARCH, chosen, self.press.check)

        return self.store.run(decide)

    def credits(self, number: str) -> str:
        def decide(unit: BillingUnit) -> str:
            unit.traceparent = unit.hop = new_trace()
            return credit_invoice(unit, number, "Erreur", None, False, self.press.check).id

        return self.store.run(decide)

    def breaches(self) -> list[str]:
        unit = self.store.unit()
        return [*verify.numbers(unit), *verify.totals(unit), *verify.credits(unit)]

    def close(self) -> None:
        self.store.close()


def once(act: Any, *asked: str) -> None:
    """As a client does, and a process: it may be told that it failed, and it may not live to be told."""
    with suppress(Killed, PyMongoError, Unavailable, OutcomeUnknown):
        act(*asked)
