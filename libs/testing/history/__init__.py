"""The history checker: what was done is written down line by line, and one linear look finds what must never be.

`check(lines)` is pure. `read.py` builds the lines from real databases and a broker after a drain.
"""

from libs.testing.history.breaches import Breach, Fault
from libs.testing.history.check import check
from libs.testing.history.lines import (
    Applied,
    Committed,
    Expired,
    Intended,
    Kept,
    Line,
    Numbered,
    Published,
    Removed,
    Stood,
    Wiped,
    from_json,
    to_json,
)

__all__ = [
    "Applied",
    "Breach",
    "Committed",
    "Expired",
    "Fault",
    "Intended",
    "Kept",
    "Line",
    "Numbered",
    "Published",
    "Removed",
    "Stood",
    "Wiped",
    "check",
    "from_json",
    "to_json",
]
