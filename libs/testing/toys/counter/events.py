"""What the counter says."""

from __future__ import annotations

from libs.events import Event, Topic

COUNT = Topic("counter", "count", partitions=4)
EGG = Topic("counter", "egg", partitions=1)
URGENT = Topic("counter", "urgent", partitions=2, safety=True)


class Counted(Event, topic=COUNT, key="count"):
    """A count grew by `by` to `total`; `place` is the how manyth change of this count it is."""

    count: str
    by: int
    total: int
    place: int


class Boiled(Event, topic=EGG, key="egg"):
    """An egg is done; `times` must be 1."""

    egg: str
    times: int


class Tuned(Event, topic=URGENT, key="bell"):
    """A bell was tuned: a type that the ledger, as an older service would, does not know."""

    bell: str


class Rang(Event, topic=URGENT, key="bell"):
    """A bell rang."""

    bell: str
    times: int
