"""A sheet to draw on: boxes, lines, arrows and words, and at last the SVG."""

from __future__ import annotations

from html import escape

Place = tuple[int, int]
"""Pixels from the left, pixels from the top."""

STYLE = """\
  :root { --paper: #ffffff; --ink: #1f2328; --faint: #afb8c1; --box: #f6f8fa; --bulk: #0a5fc2; --safety: #b3400a }
  @media (prefers-color-scheme: dark) {
    :root { --paper: #0d1117; --ink: #e6edf3; --faint: #57606a; --box: #161b22; --bulk: #6cb2ff; --safety: #ffa36b }
  }
  .paper { fill: var(--paper) }
  .box { fill: var(--box); stroke: var(--ink) }
  .life { stroke: var(--faint); stroke-dasharray: 2 4 }
  text { fill: var(--ink); text-anchor: middle; font: 11px ui-monospace, 'DejaVu Sans Mono', Consolas, monospace }
  .name { font: bold 15px system-ui, 'DejaVu Sans', Arial, sans-serif }
  .fact { paint-order: stroke; stroke: var(--paper); stroke-width: 5px; stroke-linejoin: round }
  .legend { text-anchor: start }
  .bulk { stroke: var(--bulk); stroke-width: 1.5 }
  .safety { stroke: var(--safety); stroke-width: 3 }
  .head.bulk, .point.bulk { fill: var(--bulk); stroke: none }
  .head.safety, .point.safety { fill: var(--safety); stroke: none }
"""


class Sheet:
    """`width`: pixels; `title`: what a screen reader says first."""

    def __init__(self, width: int, title: str, description: str) -> None:
        self.width, self.title, self.description = width, title, description
        self._behind: list[str] = []
        self._drawn: list[str] = []

    def box(self, corner: Place, size: Place) -> None:
        (x, y), (width, height) = corner, size
        self._drawn.append(f'<rect class="box" x="{x}" y="{y}" width="{width}" height="{height}" rx="6"/>')

    def text(self, kind: str, at: Place, words: str) -> None:
        """`at`: the middle of its base line, or of a legend its beginning."""
        self._drawn.append(f'<text class="{kind}" x="{at[0]}" y="{at[1]}">{escape(words)}</text>')

    def line_behind(self, kind: str, begin: Place, end: Place) -> None:
        """Under all that is drawn otherwise."""
        self._behind.append(_line(kind, begin, end))

    def arrow(self, kind: str, begin: Place, end: Place) -> None:
        """From left to right or from right to left."""
        (x, y), side = end, 1 if end[0] > begin[0] else -1
        self._drawn += [
            _line(kind, begin, (x - side * 8, y)),
            f'<path class="head {kind}" d="M{x} {y} l{-side * 11} -6 v12 z"/>',
        ]

    def point(self, kind: str, at: Place) -> None:
        self._drawn.append(f'<circle class="point {kind}" cx="{at[0]}" cy="{at[1]}" r="4"/>')

    def svg(self, height: int) -> str:
        """All of it."""
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{self.width}" height="{height}" '
            f'viewBox="0 0 {self.width} {height}" role="img" aria-labelledby="title description">'
        )
        whole = [
            head,
            f'<title id="title">{escape(self.title)}</title>',
            f'<desc id="description">{escape(self.description)}</desc>',
            f"<style>\n{STYLE}</style>",
            f'<rect class="paper" width="{self.width}" height="{height}" rx="8"/>',
            *self._behind,
            *self._drawn,
            "</svg>",
        ]
        return "\n".join(whole) + "\n"


def _line(kind: str, begin: Place, end: Place) -> str:
    return f'<line class="{kind}" x1="{begin[0]}" y1="{begin[1]}" x2="{end[0]}" y2="{end[1]}"/>'
