"""How the month went: a chart for each line that was metered day by day, bars in grey with their figures."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from services.billing.document import french
from services.billing.document.page import GREY, INK, MARGIN, PALE, WIDTH, Page
from services.billing.document.units import unit_of
from services.billing.domain.invoice import CREDIT_NOTE, Invoice
from services.billing.domain.item import Kind
from services.billing.domain.line import Line

HEIGHT, GAP, AXIS = 38.0, 20.0, 14.0
"""mm: of a chart, between two, and left of the bars for the scale."""
BAR = (96, 112, 132)
SAID = {
    Kind.ENERGY: "par jour",
    Kind.HEAT_CREDIT: "par jour",
    Kind.STORAGE: "pointe de chaque jour",
    Kind.OVERAGE_POWER: "plus haute moyenne de dix minutes de chaque jour",
    Kind.PERCENTILE_POWER: "plus haute moyenne de cinq minutes de chaque jour",
}
STEPS = tuple(Decimal(step) for step in ("1", "2", "5", "10"))


def draw_charts(page: Page, invoice: Invoice) -> None:
    """On a page of their own. An adjustment and a fixed price have none, nor has a credit note."""
    if invoice.type == CREDIT_NOTE:
        return
    shown = [line for line in invoice.lines if any(value is not None for value in line.daily)]
    if not shown:
        return
    page.add_page()
    page.ink(14, bold=True)
    page.say(f"Consommations {french.of_month(invoice.period)}", height=7)
    page.ln(4)
    for line in shown:
        if page.get_y() + HEIGHT + GAP > page.h - 20:
            page.add_page()
        _chart(page, line)


def _chart(page: Page, line: Line) -> None:
    unit = "To" if line.item_kind == Kind.STORAGE else unit_of(line.unit).printed
    page.ink(10, bold=True)
    page.say(f"{line.label} ({unit}, {SAID[Kind(line.item_kind)]})")
    top, left, width = page.get_y() + 2, MARGIN + AXIS, WIDTH - AXIS
    committed = line.committed_kw
    highest = max((value for value in (*line.daily, committed) if value is not None), default=Decimal(0))
    full = _rounded_up(highest)
    _scale(page, full, left, top, width)
    each = width / len(line.daily)
    for n, value in enumerate(line.daily):
        _bar(page, value, full, left + n * each, top, each)
    _days(page, line.first_day, len(line.daily), left, top + HEIGHT, each)
    if committed is not None:
        _limit(page, committed, full, left, top, width)
    page.set_xy(MARGIN, top + HEIGHT + 5)
    page.ink(8, GREY)
    page.say(_told(line, unit))
    page.ln(4)


def _scale(page: Page, full: Decimal, left: float, top: float, width: float) -> None:
    page.set_draw_color(*PALE)
    page.ink(7.5, GREY)
    for part in (0, 1, 2):
        y = top + HEIGHT * (1 - part / 2)
        page.line(left, y, left + width, y)
        page.set_xy(MARGIN, y - 2)
        page.cell(AXIS - 2, 4, french.number((full * part / 2).normalize()), align="R")


def _bar(page: Page, value: Decimal | None, full: Decimal, x: float, top: float, each: float) -> None:
    """A day of which nothing is known is a question mark, never nothing."""
    if value is None:
        page.ink(8, INK, bold=True)
        page.set_xy(x, top + HEIGHT - 4.5)
        page.cell(each, 4, "?", align="C")
        return
    page.set_fill_color(*BAR)
    height = _height(value, full)
    page.rect(x + each * 0.12, top + HEIGHT - height, each * 0.76, height, style="F")


def _height(value: Decimal, full: Decimal) -> float:
    """How high it is drawn, in millimetres, on an axis that ends at `full`: a length on paper, no amount."""
    return float(value / full) * HEIGHT if full else 0.0


def _limit(page: Page, kw: Decimal, full: Decimal, left: float, top: float, width: float) -> None:
    y = top + HEIGHT - _height(kw, full)
    page.set_draw_color(*INK)
    page.set_dash_pattern(dash=1.2, gap=0.8)
    page.line(left, y, left + width, y)
    page.set_dash_pattern()


def _days(page: Page, first: date, count: int, left: float, y: float, each: float) -> None:
    page.ink(7.5, GREY)
    for n in range(count):
        day = (first + timedelta(days=n)).day
        if day == 1 or day % 5 == 0:
            page.set_xy(left + n * each, y + 0.5)
            page.cell(each, 4, str(day), align="C")


def _told(line: Line, unit: str) -> str:
    """The chart in words, for whoever does not see it."""
    known = [(value, line.first_day + timedelta(days=n)) for n, value in enumerate(line.daily) if value is not None]
    low, high = min(known), max(known, key=lambda entry: (entry[0], -entry[1].toordinal()))
    text = (
        f"Plus bas {french.number(low[0])} {unit} le {french.day(low[1])},"
        f" plus haut {french.number(high[0])} {unit} le {french.day(high[1])}."
    )
    unknown = len(line.daily) - len(known)
    text += f" {unknown} jour{'s' if unknown > 1 else ''} sans relevé (?)." if unknown else ""
    committed = line.committed_kw
    return text if committed is None else f"{text} En tirets : souscrit {french.number(committed)} kW."


def _rounded_up(value: Decimal) -> Decimal:
    """The first of 1, 2, 5, 10, 20, 50, … that is not below it."""
    if value <= 0:
        return Decimal(1)
    power = Decimal(10) ** value.adjusted()
    return next(step * power for step in STEPS if step * power >= value)
