"""What the site file said last of each thing, so that only what it changes is applied again."""

from __future__ import annotations

from libs.events import Value


class SiteItem(Value):
    """`id`: `<kind>:<name>`; `said`: the item as the file had it, as JSON; `made`: the id that it was given.

    What the desk did since (a lockdown, a badge given back, a right ended) stands until the file changes.
    """

    id: str
    said: str
    made: str = ""
