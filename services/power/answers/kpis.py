"""Key figures as the API shows them."""

from __future__ import annotations

from libs.http import Amount, Answer
from services.power.answers.amounts import milli, ratio
from services.power.domain.kpis import Kpis
from services.power.domain.readings import to_milli


class KpisView(Answer):
    """Key figures of a period (EN 50600-4); null ratios where nothing was metered."""

    pue: float | None
    """Total ÷ IT energy."""
    erf: float | None
    """Reused heat ÷ total."""
    ref: float | None
    """Renewable ÷ total; at most 1."""
    wue: float | None
    """Litres of water ÷ IT kWh."""
    cue: float | None
    """kg CO2 ÷ IT kWh; null where what some energy emits is not known."""
    it_kwh: Amount
    total_kwh: Amount
    heat_kwh: Amount
    water_litres: Amount | None
    """Null where none is metered."""
    complete: bool
    """Every hour of the period is closed for every meter."""
    completeness: float
    """The part of all meters' hours that is closed."""
    estimated: float
    """The part of the closed hours that is estimated."""


def kpis_view(kpis: Kpis) -> KpisView:
    return KpisView(
        pue=ratio(kpis.pue),
        erf=ratio(kpis.erf),
        ref=ratio(kpis.ref),
        wue=ratio(kpis.wue),
        cue=ratio(kpis.cue),
        it_kwh=to_milli(kpis.it_kwh),
        total_kwh=to_milli(kpis.total_kwh),
        heat_kwh=to_milli(kpis.heat_kwh),
        water_litres=milli(kpis.water_litres),
        complete=kpis.complete,
        completeness=round(float(kpis.completeness), 6),
        estimated=round(float(kpis.estimated), 6),
    )
