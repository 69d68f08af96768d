"""As of when a unit reads by ids."""

from __future__ import annotations

from bson import Timestamp

from libs.store.collection import Document


class AsOf:
    """The moment of the first of these reads, as of which the database tells all that come after it.

    So no person is read as of later than the badge was: else who relies on the person's version (libs/store/sure.py)
    would not hear that the badge was revoked in between. The database remembers seconds: a unit that reads for
    longer goes on with what is stored now, and looks before its commit at what that may have outrun.
    """

    __slots__ = ("time",)

    def __init__(self) -> None:
        self.time: Timestamp | None = None

    def concern(self) -> Document:
        """How to read."""
        return {"level": "snapshot"} if self.time is None else {"level": "snapshot", "atClusterTime": self.time}

    def heard(self, cursor: Document, follows: bool) -> None:
        """Of the first that go together each has a moment of its own. The last that does not follow others counts, so
        that what comes later is as of no earlier than any guard, and as of no later than what is guarded.
        """
        if self.time is None or not follows:
            self.time = cursor["atClusterTime"]
