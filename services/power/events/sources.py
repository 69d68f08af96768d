"""What becomes of the sources."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from libs.events import Event, Instant
from services.power.events.topics import METER


class RegisterExchanged(Event, topic=METER, key="source"):
    """One register of a source ended with `final`, and another began with `initial` (kWh, L of water).

    `why`: the meter was exchanged, or its register was reset. `final_read`: else it is the last reading before.
    The act of it says by whom.
    """

    source: str
    quantity: Literal["energy", "heat", "water"]
    why: Literal["exchange", "reset"]
    final: Decimal
    initial: Decimal
    final_read: bool


class DemandClosed(Event, topic=METER, key="source"):
    """The mean power (kW) of the ten minutes that begin at `from`.

    `halves`: of their first five minutes and of their last, where the source was read at least that often.
    """

    source: str
    from_: Instant
    kw: Decimal
    halves: tuple[Decimal, Decimal] | None = None


class DemandCorrected(Event, topic=METER, key="source"):
    """The mean power of ten minutes that were closed is known better: a late reading lies within, or the register tells
    what power readings had. It replaces what was said, of the halves too. `was_kw`: what was said last, the same where
    only the halves are known better; `time`: their end, as then.
    """

    source: str
    from_: Instant
    kw: Decimal
    was_kw: Decimal
    halves: tuple[Decimal, Decimal] | None = None


class SourceSilent(Event, topic=METER, key="source"):
    """Nothing was heard of a source for three of its intervals; what it measures is unknown from now on."""

    source: str
    heard_at: Instant
    feed: str | None = None
    rack: str | None = None


class SourceHeard(Event, topic=METER, key="source"):
    """A source that was silent is heard again; what it measures is known as far as it has said so since."""

    source: str
    silent_since: Instant
    feed: str | None = None
    rack: str | None = None
