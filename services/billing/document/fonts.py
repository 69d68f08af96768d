"""The one family of letters, and what it can draw: a letter that it lacks would be left out without a word."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import font_source_sans_pro
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

FONTS = Path(font_source_sans_pro.__file__).parent / "files"
STYLES = {"": "SourceSansPro-Regular.ttf", "B": "SourceSansPro-Bold.ttf"}
"""By the style that the page asks for."""
LETTERS = (range(0x20, 0x250), range(0x2000, 0x2200))
"""Latin as Europe writes it, punctuation, currencies, arrows."""
UNNEEDED = ["GSUB", "GPOS", "GDEF", "DSIG", "kern"]
"""Tables that the page does not use, and that half of its time went into."""


def missing_letters(text: str) -> str:
    """The letters of a text that cannot be drawn, each once."""
    return "".join(sorted({letter for letter in text if letter != "\n" and ord(letter) not in _glyphs()}))


def font_files() -> dict[str, Path]:
    """The font of each style, without what no page needs: made once a process."""
    folder = Path(_prepared().name)
    return {style: folder / name for style, name in STYLES.items()}


@cache
def _prepared() -> TemporaryDirectory[str]:
    folder: TemporaryDirectory[str] = TemporaryDirectory(prefix="chapelle-fonts-")
    for name in STYLES.values():
        options = Options()
        options.layout_features, options.hinting, options.notdef_outline = [], False, True
        options.drop_tables = [*options.drop_tables, *UNNEEDED]
        with TTFont(FONTS / name, recalcTimestamp=False) as font:
            subsetter = Subsetter(options)
            subsetter.populate(unicodes=[code for letters in LETTERS for code in letters])
            subsetter.subset(font)
            font.save(Path(folder.name) / name)
    return folder


@cache
def _glyphs() -> frozenset[int]:
    """Those that every style has."""
    found = []
    for path in font_files().values():
        with TTFont(path) as font:
            found.append(frozenset(font.getBestCmap()))
    return frozenset.intersection(*found)
