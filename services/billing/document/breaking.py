"""A text broken into lines that fit; the library's own way measures each line anew with each letter."""

from __future__ import annotations

from collections.abc import Callable, Iterator

WidthOf = Callable[[str], float]


def broken(text: str, room: float, width_of: WidthOf) -> list[str]:
    """Its lines: broken where it says so, and at spaces; a word that is wider than `room` is cut. At least one."""
    return [line for paragraph in text.split("\n") for line in _broken(paragraph, room, width_of)]


def _broken(paragraph: str, room: float, width_of: WidthOf) -> Iterator[str]:
    line = ""
    for word in paragraph.split(" "):
        longer = f"{line} {word}" if line else word
        if width_of(longer) <= room:
            line = longer
            continue
        if line:
            yield line
        *full, line = _cut(word, room, width_of)
        yield from full
    yield line


def _cut(word: str, room: float, width_of: WidthOf) -> Iterator[str]:
    begin = 0
    for end in range(1, len(word)):
        if width_of(word[begin : end + 1]) > room:
            yield word[begin:end]
            begin = end
    yield word[begin:]
