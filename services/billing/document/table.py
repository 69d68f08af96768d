"""A table over pages: its head again at the top of each, a thin line below each row, no row apart from itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from libs.events import Value
from services.billing.document.page import GREY, MARGIN, PALE, Page

LINE, PADDING, FOOT = 4.4, 0.8, 20.0
"""mm: of a line of text, above and below a row, and kept free at the foot of a page."""


class Column(Value):
    """`width`: mm."""

    heading: str
    width: float
    align: Literal["L", "R"] = "L"


def draw_table(page: Page, columns: Sequence[Column], rows: Iterable[Sequence[str]], size: float) -> None:
    """`size`: of the letters, points. A text that does not fit its column goes on below."""
    page.set_draw_color(*GREY)
    _head(page, columns, size)
    for row in rows:
        cells = [page.broken(text, column.width) for text, column in zip(row, columns, strict=True)]
        if page.get_y() + _height(cells) > page.h - FOOT:
            page.add_page()
            _head(page, columns, size)
        _row(page, columns, cells)


def _head(page: Page, columns: Sequence[Column], size: float) -> None:
    page.ink(size, bold=True)
    cells = [page.broken(column.heading, column.width) for column in columns]
    page.set_fill_color(*PALE)
    page.rect(MARGIN, page.get_y(), sum(column.width for column in columns), _height(cells), style="F")
    _row(page, columns, cells)
    page.ink(size)


def _row(page: Page, columns: Sequence[Column], cells: Sequence[Sequence[str]]) -> None:
    top, left = page.get_y(), MARGIN
    for column, lines in zip(columns, cells, strict=True):
        for n, line in enumerate(lines):
            page.set_xy(left, top + PADDING + n * LINE)
            page.cell(column.width, LINE, line, align=column.align)
        left += column.width
    bottom = top + _height(cells)
    page.line(MARGIN, bottom, left, bottom)
    page.set_xy(MARGIN, bottom)


def _height(cells: Sequence[Sequence[str]]) -> float:
    return max(map(len, cells)) * LINE + 2 * PADDING
