"""Contrast of the pages' colours, in light and dark (WCAG 2: text 4.5:1, marks 3:1), read from the style sheet."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from services.console.pages import render

CSS = (Path(render.__file__).parent / "static" / "chapelle.css").read_text()
LIGHT, DARK = (
    dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6});", block))
    for block in re.findall(r":root \{(.*?)\}", CSS, re.DOTALL)
)
TEXT = ("ink", "soft", "top", "high", "medium", "low", "unknown")


def luminance(colour: str) -> float:
    """Relative luminance of `#rrggbb` or `#rgb`, 0..1."""
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    channels = (int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_itself() -> None:
    assert contrast("#000", "#ffffff") == 21.0
    assert round(contrast("#777777", "#fff"), 2) == 4.48


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("ground", ["ground", "card", "hatch"])
@pytest.mark.parametrize("text", TEXT)
def test_text_is_read_on_every_ground(theme: dict[str, str], ground: str, text: str) -> None:
    assert contrast(theme[text], theme[ground]) >= 4.5


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_lines_and_buttons_are_seen(theme: dict[str, str]) -> None:
    assert contrast(theme["line"], theme["ground"]) >= 3
    assert contrast(theme["line"], theme["card"]) >= 3
    assert contrast(theme["button-ink"], theme["button"]) >= 4.5
    assert contrast(theme["button"], theme["card"]) >= 3


def test_both_themes_name_the_same_colours() -> None:
    assert LIGHT.keys() == DARK.keys()


def test_nothing_is_green_because_all_is_well() -> None:
    for colour in (*LIGHT.values(), *DARK.values()):
        digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
        red, green, blue = (int(digits[place : place + 2], 16) for place in (0, 2, 4))
        assert green <= max(red, blue)
