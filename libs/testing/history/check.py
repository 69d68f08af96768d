"""The check of a whole history."""

from __future__ import annotations

import re
from collections.abc import Iterable

from libs.testing.history.book import Book
from libs.testing.history.breaches import Breach
from libs.testing.history.consumer import judge_consumer
from libs.testing.history.lines import Line
from libs.testing.history.log import judge_logs
from libs.testing.history.source import judge_numbers, judge_source


def check(history: Iterable[Line]) -> list[Breach]:
    """Every breach of a history, ordered by kind and place; none: nothing was lost, doubled or reordered.

    The time it takes grows with the lines alone (and the sorting of numbers). A history that was not drained, such
    as one looked at half-way, has `UNSEEN` facts by right.
    """
    book = Book.of(history)
    breaches = [*judge_source(book), *judge_numbers(book), *judge_logs(book)]
    for name, consumer in book.consumers.items():
        breaches += judge_consumer(book, name, consumer)
    return sorted(set(breaches), key=_by_kind_and_place)


def _by_kind_and_place(breach: Breach) -> tuple[str, list[str | int], str]:
    """Numbers by their size: 2 before 10."""
    parts = re.split(r"(\d+)", breach.where)
    return breach.kind, [int(part) if part.isdigit() else part for part in parts], breach.detail
