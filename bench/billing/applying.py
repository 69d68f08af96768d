"""The path's events, by billing's own handlers: an hour of a meter is kept in the document of its day."""

from __future__ import annotations

from bench.path.job import Job
from bench.path.ours import apply
from libs.bus.worker import handlers_of
from services.billing.store import BillingUnit
from services.billing.worker import BillingWorker


def main() -> None:
    apply(Job.given(), "billing", BillingUnit, handlers_of(BillingWorker), BillingWorker())


if __name__ == "__main__":
    main()
