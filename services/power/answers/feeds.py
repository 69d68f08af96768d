"""Feeds and racks as the API shows them."""

from __future__ import annotations

from libs.http import Amount, Answer, At
from services.power.answers.amounts import milli
from services.power.domain.feeds import Feed
from services.power.domain.feeds import State as FeedState
from services.power.domain.racks import Rack, Why
from services.power.domain.readings import to_milli


class FeedView(Answer):
    """One of the two ways that power comes in."""

    feed: str
    name: str
    state: FeedState
    """`unknown`: its meter is silent."""
    since: At
    """When the state began."""
    load_kw: Amount | None
    """Null while unknown."""


class SupplyView(Answer):
    """What a rack draws from one feed."""

    feed: str
    source: str
    """The meter."""
    lost: bool
    """The feed is lost."""
    load_kw: Amount | None
    """Null while unknown."""


class RackView(Answer):
    """A rack and its supplies."""

    rack: str
    row: str
    zone: str | None
    """Where it stands; null where the site file does not say."""
    feeds: list[SupplyView]
    load_kw: Amount
    """What is known of both feeds together."""
    limit_kw: Amount
    """What one feed may carry alone."""
    redundant: bool
    """It would survive the loss of either feed."""
    weakness: Why | None
    """Why its redundancy is lost; null while it is not."""


def feed_view(feed: Feed) -> FeedView:
    load = milli(feed.load_kw)
    return FeedView(feed=feed.id, name=feed.name, state=feed.state, since=feed.since, load_kw=load)


def rack_view(rack: Rack) -> RackView:
    supplies = [
        SupplyView(feed=one.feed, source=one.source, lost=one.lost, load_kw=milli(one.load_kw)) for one in rack.supplies
    ]
    return RackView(
        rack=rack.id,
        row=rack.row,
        zone=rack.zone,
        feeds=supplies,
        load_kw=to_milli(rack.load_kw),
        limit_kw=to_milli(rack.limit_kw),
        redundant=rack.is_redundant,
        weakness=rack.weakness,
    )
