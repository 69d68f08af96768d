"""A run: one month closed for one or all tenants."""

from __future__ import annotations

from datetime import datetime

from libs.events import Outcome, Refused, Value
from services.billing.domain.month import Month
from services.billing.events import RunClosed, Skipped


class Run(Value):
    """id: `<month>.<n>`, the n-th run of that month. `invoices`: all that it names, `issued`: its own."""

    id: str
    period: str
    at: datetime
    invoices: tuple[str, ...]
    issued: tuple[str, ...]
    skipped: tuple[Skipped, ...]


class RunsOfMonth(Value):
    """How many runs a month has seen. id: the month."""

    id: str
    count: int = 0


def refuse_unfinished(month: Month, now: datetime) -> None:
    """Raises Refused (conflict) for a month that is not over in Paris."""
    if now < month.end:
        raise Refused("conflict", f"{month} is not over: it ends at {month.end:%Y-%m-%dT%H:%M:%SZ}", "/period")


def closed(run: Run) -> Outcome[Run]:
    """The run is over, whether it issued anything or not."""
    return run, (
        RunClosed(
            time=run.at,
            run=run.id,
            period=run.period,
            invoices=run.invoices,
            issued=run.issued,
            skipped=run.skipped,
        ),
    )
