"""How a commit can fail, and what each means for who asked for it."""

from __future__ import annotations


class Conflict(Exception):
    """Somebody else changed what the unit relied on; nothing of it was written. Decide again."""


class FenceLost(Exception):
    """Somebody else has taken over (partition, relay); nothing was written. Stop acting as the owner."""


class TooLarge(Exception):
    """The unit is larger than one transaction should be; nothing was written. Split it."""


class OutcomeUnknown(Exception):
    """The commit was sent and no answer came for too long. Read the fence; never apply again unread."""


class NewerSchema(Exception):
    """A newer version of this service wrote the document, in a shape that this one does not know; nothing was written.

    Whoever is upgraded can go on.
    """


class Unavailable(Exception):
    """The database cannot be reached; nothing was written. Try later."""
