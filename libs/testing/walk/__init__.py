"""One source and one sink in this process, on the real broker and database: every step may be broken by the test."""

from libs.testing.walk.books import Heard, SinkUnit, Tally, book
from libs.testing.walk.walk import PARTITIONS, Walk

__all__ = ["PARTITIONS", "Heard", "SinkUnit", "Tally", "Walk", "book"]
