"""Power's part of the site file, checked as a whole: all that is wrong with it at once."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pydantic import model_validator

from libs.events import Refused
from libs.http import Body
from services.power import wiring
from services.power.domain.nodes import Node
from services.power.domain.racks import Rack
from services.power.domain.sources import Role, Source
from services.power.plan import FeedPlan, GeneratorPlan, NodePlan, ReportPlan, SourcePlan
from services.power.rows import RowPlan

Fault = tuple[str, str]
"""JSON pointer, and what is wrong there."""

ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")


class Section(Body):
    """`power:` of the site file. Feeds, nodes, the generator and racks are one graph; sources are apart."""

    feeds: tuple[FeedPlan, ...] = ()
    nodes: tuple[NodePlan, ...] = ()
    sources: tuple[SourcePlan, ...] = ()
    racks: tuple[RowPlan, ...] = ()
    generator: GeneratorPlan | None = None
    report: ReportPlan = ReportPlan()

    @model_validator(mode="after")
    def agrees_with_itself(self) -> Section:
        """Raises `Refused` with every fault: what is named twice, what is named and not there, what is no graph."""
        faults = [*self._doubled(), *self._badly_named(), *self._missing(), *wiring.faults(self)]
        if faults:
            raise Refused.many(faults)
        return self

    def planned_racks(self) -> list[Rack]:
        return [rack for row in self.racks for rack in row.racks()]

    def planned_nodes(self) -> list[Node]:
        """What stands between the feeds and the racks, or uses power beside them."""
        return [*(plan.node() for plan in self.nodes), *(pdu for row in self.racks for pdu in row.pdus())]

    def planned_sources(self) -> Iterator[Source]:
        """Every source of the site, those of the racks included."""
        feed_of = {feed.incomer: feed.id for feed in self.feeds}
        of_generator = {self.generator.source: self.generator.id} if self.generator else {}
        node_of = {node.source: node.id for node in self.nodes if node.source}
        for plan in self.sources:
            yield Source(
                id=plan.id,
                quantities=plan.quantities,
                interval_seconds=plan.interval_seconds,
                register_digits=plan.register_digits,
                role=_role(plan.id in feed_of, plan.id in of_generator, plan.id in node_of),
                feed=feed_of.get(plan.id),
                generator=of_generator.get(plan.id),
                node=node_of.get(plan.id),
            )
        for row in self.racks:
            yield from row.sources()

    def _places(self) -> Iterator[tuple[str, str, str]]:
        """Every id: what it names, the id, and where it stands."""
        for n, feed in enumerate(self.feeds):
            yield "feed", feed.id, f"/feeds/{n}/id"
        if self.generator:
            yield "generator", self.generator.id, "/generator/id"
        for n, node in enumerate(self.nodes):
            yield "node", node.id, f"/nodes/{n}/id"
        for n, source in enumerate(self.sources):
            yield "source", source.id, f"/sources/{n}/id"
        for n, row in enumerate(self.racks):
            for rack in row.racks():
                yield "rack", rack.id, f"/racks/{n}/rack"
                for supply in rack.supplies:
                    yield "source", supply.source, f"/racks/{n}/source"
            for pdu in row.pdus():
                yield "pdu", pdu.id, f"/racks/{n}/pdu"
                if pdu.source:
                    yield "source", pdu.source, f"/racks/{n}/pdu"

    def _doubled(self) -> Iterator[Fault]:
        seen: set[tuple[bool, str]] = set()
        for what, id, at in self._places():
            if (what == "source", id) in seen:
                yield at, f"{what} {id} is named twice"
            seen.add((what == "source", id))

    def _badly_named(self) -> Iterator[Fault]:
        for what, id, at in self._places():
            if not ID.fullmatch(id):
                yield at, f"{id!r} is no id for a {what}: [a-z0-9][a-z0-9._-]{{0,63}}"

    def _missing(self) -> Iterator[Fault]:
        sources = {plan.id for plan in self.sources}
        feeds = {feed.id for feed in self.feeds}
        for n, feed in enumerate(self.feeds):
            if feed.incomer not in sources:
                yield f"/feeds/{n}/incomer", f"feed {feed.id} comes in at {feed.incomer}, which is no source"
        for n, node in enumerate(self.nodes):
            if node.source is not None and node.source not in sources:
                yield f"/nodes/{n}/source", f"{node.id} is read by {node.source}, which is no source"
        for n, row in enumerate(self.racks):
            for feed_id in row.feeds:
                if feed_id not in feeds:
                    yield f"/racks/{n}/feeds", f"row {row.row} is fed by {feed_id}, which is no feed"
        if self.generator and self.generator.source not in sources:
            yield "/generator/source", f"the generator is read by {self.generator.source}, which is no source"


def _role(incomer: bool, generator: bool, node: bool) -> Role:
    if incomer:
        return "incomer"
    if generator:
        return "generator"
    return "node" if node else "other"
