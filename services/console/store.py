"""What the console keeps."""

from __future__ import annotations

from libs.store import Collection, Unit
from services.console.domain.board import Feeds, Generator, Invoicing, PoolCard, Refusals, Sources
from services.console.domain.expired import Expired
from services.console.domain.incident import Group, Incident
from services.console.domain.pulse import Pulse
from services.console.domain.seen import Counter, Seen
from services.console.domain.zone_card import ZoneCard
from services.console.events import INCIDENT


class ConsoleUnit(Unit):
    """All events seen, the incidents, and the cards of the overview."""

    seen = Collection(Seen, indexes=[("type", "at"), ("about", "at")])
    expired = Collection(Expired)
    counters = Collection(Counter)
    incidents = Collection(Incident, topic=INCIDENT, indexes=[("state",)])
    groups = Collection(Group)
    zones = Collection(ZoneCard, projection=True)
    feeds = Collection(Feeds)
    generators = Collection(Generator, projection=True)
    pools = Collection(PoolCard, projection=True)
    refusals = Collection(Refusals, projection=True)
    invoicing = Collection(Invoicing, projection=True)
    sources = Collection(Sources)
    pulses = Collection(Pulse)
