"""Units of a contract in the codes of EN 16931, and in the words of the page."""

from __future__ import annotations

from libs.events import Value


class Unit(Value):
    """`code`: UN/ECE Recommendation 20; `printed`: in French."""

    code: str
    printed: str


ONE = "C62"
"""A unit that Recommendation 20 has no code for is counted; its name stands in the line's description."""

UNITS = {
    "kwh": Unit("KWH", "kWh"),
    "mwh": Unit("MWH", "MWh"),
    "kw": Unit("KWT", "kW"),
    "month": Unit("MON", "mois"),
    "mois": Unit("MON", "mois"),
    "tb-month": Unit("E35", "To·mois"),
    "tb": Unit("E35", "To"),
    "rack-month": Unit(ONE, "baie·mois"),
    "visit": Unit(ONE, "visite"),
    "forfait": Unit(ONE, "forfait"),
    "hour": Unit("HUR", "h"),
    "h": Unit("HUR", "h"),
    "day": Unit("DAY", "jour"),
}
"""Source: domain.md, Billing (KWH, KWT, MON, MWH, E35)."""


def unit_of(text: str) -> Unit:
    """The unit that a contract names so, whatever its case."""
    return UNITS.get(text.strip().lower(), Unit(ONE, text))
