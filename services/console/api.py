"""The console's API: the event stream, incidents, the overview, everybody's dead letters; and the pages."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import Depends, Query, Response
from fastapi.sse import ServerSentEvent

from libs.http import Api, Listing, Page
from services.console import incidents
from services.console.dead_letters import EverybodysLetters
from services.console.domain.incident import State
from services.console.domain.seen import Chosen
from services.console.incidents import Decision, IncidentId, IncidentView
from services.console.overview import Overview, overview
from services.console.pages.routes import add_pages
from services.console.store import ConsoleUnit
from services.console.stream.follow import follow
from services.console.stream.leaving import MayLeave
from services.console.stream.source import Source
from services.console.stream.stopping import called_on_stop
from services.console.timeline.paper import on_paper
from services.console.timeline.proving import Proving
from services.console.timeline.shown import TimelineView, timeline

api = Api("console", ConsoleUnit, title="Chapelle console", cookies=True)
source = Source(api)
proving = Proving(api)


@asynccontextmanager
async def life() -> AsyncIterator[None]:
    with called_on_stop(source.tail.stop):
        yield


api.life = life

OfState = Annotated[State | None, Query(description="Only of this state")]
OfType = Annotated[str, Query(max_length=200, description="Only of this type; short or whole", examples=["activated"])]
OfSource = Annotated[
    str, Query(alias="source", max_length=200, description="Only of this source; short or whole", examples=["fire"])
]
OfSubject = Annotated[str, Query(max_length=200, description="Only about this", examples=["hall-a"])]


@api.stream("/v1/events", scope="console:read")
async def events(
    begin: Annotated[int, Depends(source.begin)], type: OfType = "", told_by: OfSource = "", subject: OfSubject = ""
) -> AsyncIterator[ServerSentEvent]:
    """Every event of every service, each once, in the order in which the console saw them.

    From the first one on.
    `id` is a stable position, resumed by `Last-Event-ID` (or begun by `?after=`). `type` and `source` may be
    short: `activated`, `fire`. A `beat` comes every 5 s; the first one whose `behind` is 0 says that all so
    far was sent.
    """
    async for message in follow(source.tail, Chosen(type, told_by, subject), begin, source.beat):
        yield message


@api.get("/v1/incidents", scope="console:read")
def list_incidents(unit: ConsoleUnit, page: Page, state: OfState = None) -> Listing[IncidentView]:
    """All incidents, the oldest first; or those of one state."""
    equals = {"state": state} if state else {}
    found = unit.incidents.page(page.after, page.limit, **equals)
    return page.of(found, view=incidents.view_of, cursor=lambda incident: incident.id)


@api.get("/v1/incidents/{id}", scope="console:read")
def one_incident(id: IncidentId, unit: ConsoleUnit) -> IncidentView:
    """One incident."""
    return incidents.view_of(unit.incidents.need(id))


@api.get("/v1/incidents/{id}/timeline", scope="console:read")
def incident_timeline(id: IncidentId, unit: ConsoleUnit) -> TimelineView:
    """What happened around an incident, in true order, with the proof that nothing was edited.

    Every event about the same things, from 15 minutes before it opened to 15 minutes after it ended. Each source is
    asked for the chain of its record up to the signed checkpoint that covers the event.
    """
    return timeline(unit.incidents.need(id), unit, proving)


@api.get("/v1/incidents/{id}/timeline.pdf", scope="console:read", media="application/pdf")
def incident_timeline_on_paper(id: IncidentId, unit: ConsoleUnit) -> Response:
    """The same on paper, in French, for the authority."""
    paper = on_paper(timeline(unit.incidents.need(id), unit, proving))
    named = {"content-disposition": f'attachment; filename="chronologie-{id}.pdf"'}
    return Response(paper, media_type="application/pdf", headers=named)


@api.command("/v1/incidents/{id}/acknowledge", scope="console:act")
def acknowledge(id: IncidentId, body: Decision, unit: ConsoleUnit) -> IncidentView:
    """Takes an incident on. 409 where it changed since `version`, or is not open."""
    return incidents.acknowledge(id, body, unit)


@api.command("/v1/incidents/{id}/resolve", scope="console:act")
def resolve(id: IncidentId, body: Decision, unit: ConsoleUnit) -> IncidentView:
    """Says that an incident is over. 409 where it changed since `version`, or is over."""
    return incidents.resolve(id, body, unit)


@api.get("/v1/overview", scope="console:read")
def live_overview(unit: ConsoleUnit) -> Overview:
    """The live site: incidents, zones, feeds, pools, last refusals, invoices of the month, each service's age."""
    return overview(unit)


api.app.add_middleware(MayLeave)
api.app.add_middleware(EverybodysLetters, api=api)
add_pages(api, source, proving)
