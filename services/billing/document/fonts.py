"""The one family of letters, and what it can draw: a letter that it lacks would be left out without a word."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import font_source_sans_pro
from fontTools.ttLib import TTFont

FONTS = Path(font_source_sans_pro.__file__).parent / "files"
REGULAR, BOLD = FONTS / "SourceSansPro-Regular.ttf", FONTS / "SourceSansPro-Bold.ttf"


def missing_letters(text: str) -> str:
    """The letters of a text that cannot be drawn, each once."""
    return "".join(sorted({letter for letter in text if letter != "\n" and ord(letter) not in _glyphs()}))


@cache
def _glyphs() -> frozenset[int]:
    with TTFont(REGULAR) as regular, TTFont(BOLD) as bold:
        return frozenset(regular.getBestCmap()) & frozenset(bold.getBestCmap())
