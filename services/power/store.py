"""What the power service keeps: its own database, one collection a kind of entity."""

from __future__ import annotations

from libs.store import Collection, Unit
from services.power.domain.feeds import Feed
from services.power.domain.generator import Generator
from services.power.domain.hours import MeterHour
from services.power.domain.kpis import SiteHour
from services.power.domain.racks import Rack
from services.power.domain.sources import Source
from services.power.events import FEED, GENERATOR, METER, RACK


class PowerUnit(Unit):
    """The documents of power in one unit of work."""

    sources = Collection(Source, topic=METER)
    hours = Collection(MeterHour, indexes=[("source", "_id")])
    site_hours = Collection(SiteHour, indexes=[("start",)])
    feeds = Collection(Feed, topic=FEED)
    racks = Collection(Rack, topic=RACK)
    generators = Collection(Generator, topic=GENERATOR)
