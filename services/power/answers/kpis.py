"""Key figures as the API shows them."""

from __future__ import annotations

from libs.http import Amount, Answer
from services.power.answers.amounts import ratio
from services.power.domain.kpis import Kpis
from services.power.domain.readings import to_milli


class KpisView(Answer):
    """Key figures of a month (EN 50600-4); null ratios where nothing was metered."""

    pue: float | None
    """Total ÷ IT energy."""
    erf: float | None
    """Reused heat ÷ total."""
    ref: float | None
    """Renewable ÷ total; at most 1."""
    it_kwh: Amount
    total_kwh: Amount
    heat_kwh: Amount
    complete: bool
    """Every hour of the month is closed for every meter."""


def kpis_view(kpis: Kpis) -> KpisView:
    return KpisView(
        pue=ratio(kpis.pue),
        erf=ratio(kpis.erf),
        ref=ratio(kpis.ref),
        it_kwh=to_milli(kpis.it_kwh),
        total_kwh=to_milli(kpis.total_kwh),
        heat_kwh=to_milli(kpis.heat_kwh),
        complete=kpis.complete,
    )
