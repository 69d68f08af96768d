"""A month closed: every document checked, and all invoices issued in one unit; milliseconds a tenant."""

from __future__ import annotations

import json
import sys
import time

from bench.billing.house import MONTHS, opened
from bench.billing.sample import invoice_of_a_month
from libs.events.trace import new_trace
from libs.processes.garbage import settle
from libs.store import Store
from services.billing.checking import check_month
from services.billing.closing import close_month
from services.billing.document.press import Press
from services.billing.domain.month import Month
from services.billing.domain.run import Run
from services.billing.store import BillingUnit


def main() -> None:
    job = json.loads(sys.argv[1])
    store, press = opened(job["mongo"], job["database"]), Press()
    press.check(invoice_of_a_month())  # its rules are compiled
    settle()
    began = time.perf_counter()
    run = close(store, MONTHS[job["month"]], press)
    spent = time.perf_counter() - began
    assert len(run.issued) == job["tenants"], run.skipped
    press.close()
    store.close()
    print(json.dumps({"ms": spent * 1_000 / job["tenants"]}))


def close(store: Store[BillingUnit], month: Month, press: Press) -> Run:
    """As the route does."""
    unit = store.unit()
    check_month(unit, month, unit.tenants.where(), press.check)

    def decide(unit: BillingUnit) -> Run:
        unit.traceparent = unit.hop = new_trace()
        return close_month(unit, month, unit.tenants.where(), press.check)

    return store.run(decide)


if __name__ == "__main__":
    main()
