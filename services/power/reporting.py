"""Key figures and the yearly report, from what is kept of closed hours."""

from __future__ import annotations

import csv
import io

from libs.events import Refused
from libs.store import Between
from services.power.domain.declared import SITE, Declared
from services.power.domain.kpis import Kpis, Metered, kpis
from services.power.domain.periods import span_of
from services.power.domain.report import HEADER, report
from services.power.store import PowerUnit


def figures(period: str, unit: PowerUnit) -> Kpis:
    """The key figures of a period. Raises `Refused` (invalid) where it is no period."""
    try:
        start, end = span_of(period)
    except ValueError as fault:
        raise Refused("invalid", str(fault), "/query/period") from None
    sources = unit.sources.where()
    energy = [source for source in sources if "energy" in source.quantities]
    metered = Metered(
        incomers=sum(source.role == "incomer" for source in energy),
        racks=sum(source.role == "rack" for source in energy),
        heat_meters=sum("heat" in source.quantities for source in sources),
        water_meters=sum("water" in source.quantities for source in sources),
    )
    return kpis(unit.site_hours.where(start=Between(start, end)), start, end, metered)


def year(year: str, unit: PowerUnit) -> str:
    """The fields of Reg. (EU) 2024/1364 for a calendar year, as CSV."""
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\r\n")
    lines.writerow(HEADER)
    lines.writerows(report(year, unit.declared.get(SITE) or Declared(), figures(year, unit)))
    return text.getvalue()
