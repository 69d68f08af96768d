"""What becomes of the feeds."""

from __future__ import annotations

from libs.events import Event, Instant
from services.power.events.topics import FEED


class FeedRegistered(Event, topic=FEED, key="feed"):
    """The site has this feed, metered where it comes in by the source `incomer`."""

    feed: str
    name: str
    incomer: str


class FeedLost(Event, topic=FEED, key="feed"):
    """The feed carries no usable voltage, as its incomer says. Silence is no loss: that is `SourceSilent`."""

    feed: str
    incomer: str


class FeedRestored(Event, topic=FEED, key="feed"):
    """A feed that was announced lost is live again."""

    feed: str
    incomer: str
    lost_at: Instant


class FeedFoundLive(Event, topic=FEED, key="feed"):
    """A feed of which nothing was known, and which was not announced lost, is live.

    So after it was registered, and again after its incomer was silent.
    """

    feed: str
    incomer: str
