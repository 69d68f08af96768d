"""The topology as a picture: a column a service, under each what it owns, and an arrow for whom it is heard by."""

from __future__ import annotations

import textwrap
from collections import defaultdict
from dataclasses import dataclass

from libs.store import letter_topic, record_topic, stream_topic
from libs.topology.estate import Estate
from libs.topology.owned import Owned
from libs.topology.sheet import Sheet

COLUMN, BOX, MARGIN = 152, 136, 12
LINE = 15
CHARACTER = 6.7
"""Pixels: of a column, of its box, around all; the height of a line of text, and the width of a letter in it."""

LEGEND = "what no backlog delays. Besides, each service has topics of its letters, its streams and its record."


@dataclass(frozen=True, slots=True)
class Arrow:
    """From one column to another. `points`: the columns that it begins at, where they are several."""

    begin: int
    end: int
    words: list[str]
    safety: bool
    points: tuple[int, ...] = ()

    @property
    def lines(self) -> list[str]:
        """The words, broken to fit between both ends."""
        width = abs(self.end - self.begin) * COLUMN - 10
        return textwrap.wrap(
            ", ".join(self.words), int(width / CHARACTER), break_on_hyphens=False, break_long_words=False
        )


def picture(estate: Estate) -> str:
    """As SVG, in the colours that its reader's screen prefers. Who hears everybody is at the right."""
    estate = Estate(tuple(sorted(estate.services, key=lambda service: service.hears_all)))
    width = 2 * MARGIN + len(estate.services) * COLUMN
    sheet = Sheet(width, "Who owns what, and who hears whom", _in_words(estate))
    top = MARGIN + _boxes(sheet, estate)
    below = top + 12
    for arrow in arrows(estate):
        below = _draw(sheet, arrow, below)
    for place in range(len(estate.services)):
        sheet.line_behind("life", (_middle(place), top), (_middle(place), below + 4))
    sheet.arrow("safety", (MARGIN + 8, below + 20), (MARGIN + 60, below + 20))
    sheet.text("legend", (MARGIN + 70, below + 24), LEGEND)
    return sheet.svg(below + 36)


def arrows(estate: Estate) -> list[Arrow]:
    """One for each pair of services and lane, then one for each service that hears everybody."""
    place = {service.name: column for column, service in enumerate(estate.services)}
    safety = {topic.name: topic.safety for service in estate.services for topic in service.topics}
    everybody = {service.name for service in estate.services if service.hears_all}
    facts: dict[tuple[int, int, bool], set[str]] = defaultdict(set)
    for hearing in estate.hearings():
        if hearing.reader not in everybody:
            facts[place[hearing.source], place[hearing.reader], safety[hearing.topic]] |= set(hearing.facts)
    told = [Arrow(begin, end, sorted(words), lane) for (begin, end, lane), words in facts.items()]
    for name in sorted(everybody):
        begins = tuple(sorted(set(place.values()) - {place[name]}))
        told += [Arrow(begins[0], place[name], ["every event of every service"], False, begins)] if begins else []
    return told


def _boxes(sheet: Sheet, estate: Estate) -> int:
    """The height of the boxes: each service, its database, and what its topics are about."""
    lines = [_owned(service) for service in estate.services]
    height = 52 + LINE * max(map(len, lines))
    for place, (service, entities) in enumerate(zip(estate.services, lines, strict=True)):
        middle = _middle(place)
        sheet.box((middle - BOX // 2, MARGIN), (BOX, height))
        sheet.text("name", (middle, MARGIN + 20), service.name)
        sheet.text("small", (middle, MARGIN + 37), service.database)
        for row, line in enumerate(entities):
            sheet.text("small", (middle, MARGIN + 57 + row * LINE), line)
    return height


def _owned(service: Owned) -> list[str]:
    everyones = {letter_topic(service.name), record_topic(service.name), stream_topic(service.name)}
    entities = ", ".join(topic.entity for topic in service.topics if topic not in everyones)
    return textwrap.wrap(entities, int((BOX - 8) / CHARACTER))


def _draw(sheet: Sheet, arrow: Arrow, top: int) -> int:
    """Words, and the arrow under them; where it ends."""
    middle = (_middle(arrow.begin) + _middle(arrow.end)) // 2
    for row, line in enumerate(arrow.lines):
        sheet.text("fact", (middle, top + (row + 1) * LINE), line)
    height = top + len(arrow.lines) * LINE + 9
    lane = "safety" if arrow.safety else "bulk"
    sheet.arrow(lane, (_middle(arrow.begin), height), (_middle(arrow.end), height))
    for place in sorted({arrow.begin, *arrow.points}):
        sheet.point(lane, (_middle(place), height))
    return height + 7


def _middle(place: int) -> int:
    return MARGIN + place * COLUMN + COLUMN // 2


def _in_words(estate: Estate) -> str:
    """For whoever does not see it."""
    return "; ".join(f"{one.name} hears {', '.join(estate.sources(one)) or 'nobody'}" for one in estate.services)
