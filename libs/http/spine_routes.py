"""What every API has besides its own routes: the record and its audit, letters, the site's section, health, metrics."""

from __future__ import annotations

import importlib
import importlib.util
from dataclasses import replace
from functools import partial
from typing import Annotated, Any, Literal

import msgspec
from fastapi import Path, Query, Response
from fastapi.responses import PlainTextResponse
from prometheus_client import CollectorRegistry, Gauge, generate_latest
from pydantic import Field, ValidationError
from starlette.concurrency import run_in_threadpool

from libs.events import Refused, rfc3339
from libs.http.api import Api
from libs.http.audit_route import add_audit_route
from libs.http.begun import begun
from libs.http.described import ANY, errors
from libs.http.parameters import Limit
from libs.http.problems import Problem, faults_of
from libs.http.proof_route import add_proof_route
from libs.http.shapes import Answer, Body, Listing, Page
from libs.http.values import ASKED, At
from libs.store import Letter, Unit, envelopes, letter_events
from libs.store.letter import CLOSED, Closed, State

RECORD_BYTES = 4_000_000
"""Of events, after which an answer of the record ends; a page more at most."""

LetterId = Annotated[
    str,
    Path(
        pattern=r"^[a-z0-9][a-z0-9._@:-]{0,299}$", description="Id of a dead letter",
        examples=["item:v1.readings:0123456789abcdef"],
    ),
]  # fmt: skip


Which = Annotated[Literal["open", "all"], Query(description="`open`: those that wait; `all`: those decided on, too")]


class RecordedEvent(Answer):
    """A published event. `hop`: where in its trace it was raised."""

    id: str
    type: str
    """Such as `fr.chapelle.access.badge-granted.v1`; its schema is published under this name."""
    subject: str
    """Id of the entity that it is about: its key."""
    time: At
    """When it happened."""
    sequence: int
    """Its number in the partition, from 1, without gaps."""
    data: Any
    traceparent: str
    """Where its trace began."""
    hop: str


class RecordPage(Answer):
    items: list[RecordedEvent]
    """In order of `sequence`; of one that has expired, what is left: `…expired.v1` with its type and a hash."""
    last: int
    """The newest sequence of the partition."""
    topic: str
    partition: int


class LastSequence(Answer):
    topic: str
    partition: int
    last: int
    """The newest sequence."""


class LastSequences(Answer):
    items: list[LastSequence]


class ExpiredType(Answer):
    type: str
    before: At
    """What all events of that type from before then said is not kept any more."""


class ExpiredTypes(Answer):
    items: list[ExpiredType]


class LetterView(Answer):
    """What could not be applied, with its reason and the original."""

    id: str
    """In the console's list it begins with its service."""
    service: str
    """Whose it is."""
    state: State
    lane: Literal["record", "item"]
    """`record`: an event of another service; `item`: one of a batch from a device."""
    stream: str
    """`topic/partition`, or the route of the batch."""
    place: int
    """Its order within the stream."""
    key: str
    """What it is about: later ones of the same key wait behind it."""
    type: str
    reason: str
    """Why it was refused."""
    trace: str
    behind: bool
    """It waits only because an earlier letter of its key does."""
    tries: int
    at: At
    """When it came."""
    group: str
    headers: dict[str, str]
    """The original's headers, as text."""
    value: str
    """The original's bytes, as text."""
    why: str
    """Why it was discarded."""


class Letters(Listing[LetterView]):
    """A page of dead letters."""

    unreachable: tuple[str, ...] = ()
    """Services that the console asked and that did not answer: their letters are missing here."""


class Discard(Body):
    """Why a letter is given up."""

    why: Annotated[str, Field(min_length=1, max_length=500)]
    """Kept with it."""


class SiteAnswer(Answer):
    """What came of the section."""

    changed: int
    """Documents that it changed."""
    vanished: list[str]
    """What is stored and no longer in it, as sentences; it stays."""


class Health(Answer):
    ok: bool
    """True; else the answer is an error."""


def add_spine_routes(api: Api, package: str) -> None:
    """Mounts them all on a service's API."""
    _record(api)
    add_audit_route(api)
    add_proof_route(api)
    _letters(api)
    _health(api)
    if importlib.util.find_spec(f"{package}.{api.service}.site"):
        _site(api, package)


def _record(api: Api) -> None:
    @api.get("/v1/record", scope="record:read", answers=RecordPage)
    def record(
        topic: Annotated[str, Query(max_length=200, description="A topic of this service")],
        partition: Annotated[int, Field(ge=0), ASKED, Query(description="Its partition")],
        first: Annotated[int, Field(ge=1), ASKED, Query(alias="from", description="The first sequence")] = 1,
        limit: Limit = 100,
    ) -> Response:
        """The service's published events again. For consumers that miss some: `items` from sequence `from` on.

        At most `limit`, and fewer where they are big.
        """
        db = api.store.db
        counter = db.relay.find_one({"_id": f"{topic}/{partition}"})
        if counter is None:
            raise Refused("not_found", f"no partition {partition} of {topic} here", "/query/topic")
        here: dict[str, Any] = {"topic": topic, "partition": partition, "first": {"$lte": first}}
        start = db.outbox.find_one(here, {"first": 1}, sort=[("first", -1)])
        here["first"] = {"$gte": start["first"] if start else first, "$lt": first + limit}
        items: list[dict[str, Any]] = []
        size = 0
        for page in db.outbox.find(here, batch_size=limit).sort("first", 1):
            size += sum(len(event["data"]) for event in page["events"])
            items += [
                {
                    "id": e.id, "type": e.type, "subject": e.subject, "time": rfc3339(e.time), "sequence": e.sequence,
                    "data": msgspec.Raw(e.data), "traceparent": e.traceparent, "hop": e.hop,
                }
                for e in envelopes(page, first - 1)
            ]  # fmt: skip
            if size > RECORD_BYTES:
                break
        answer = {"items": items[:limit], "last": counter["next"] - 1, "topic": topic, "partition": partition}
        return Response(msgspec.json.encode(answer), media_type="application/json")

    @api.get("/v1/record/last", scope="record:read")
    def lasts() -> LastSequences:
        """The last sequence of every partition of the service's topics."""
        found = api.store.db.relay.find({"next": {"$exists": True}})
        places = ((*counter["_id"].rsplit("/", 1), counter["next"] - 1) for counter in found)
        items = [LastSequence(topic=topic, partition=int(number), last=last) for topic, number, last in places]
        return LastSequences(items=items)

    @api.get("/v1/record/expired", scope="record:read")
    def expired(unit: Unit) -> ExpiredTypes:
        """Up to when the service's events have expired, by type: nobody else need keep them either."""
        told = [ExpiredType(type=one.id, before=one.before) for one in unit.expiries.where() if one.before is not None]
        return ExpiredTypes(items=told)


def _letters(api: Api) -> None:
    scope, view = f"{api.service}:letters", partial(_view, api.service)

    @api.get("/v1/dead-letters", scope=scope)
    def dead_letters(unit: Unit, page: Page, state: Which = "open") -> Letters:
        """Dead letters: what could not be applied. Those that wait, or all."""
        found = unit.letters.page(page.after, page.limit)
        shown = [one for one in found if state == "all" or one.state not in CLOSED]
        listing: Listing[LetterView] = page.of(found, view, lambda one: one.id)
        return Letters(items=[view(one) for one in shown], next=listing.next)

    @api.get("/v1/dead-letters/{id}", scope=scope)
    def dead_letter(id: LetterId, unit: Unit) -> LetterView:
        """One dead letter."""
        return view(unit.letters.need(id))

    @api.command("/v1/dead-letters/{id}/send-again", scope=scope, status=202)
    def send_again(id: LetterId, unit: Unit) -> LetterView:
        """Applies the stored original where it failed. It is never published; 409 where it is refused again."""
        letter = _open(unit, id)
        if letter.lane == "record":
            unit.put(replace(letter, state="requested"))
            return view(replace(letter, state="requested"))
        try:
            api.lettered[letter.stream].again(unit, letter)
        except (ValidationError, Refused) as fault:
            raise Refused("conflict", f"it is refused again: {_said(fault)}") from None
        return view(_close(unit, letter, "applied", ""))

    @api.command("/v1/dead-letters/{id}/discard", scope=scope, status=202)
    def discard(id: LetterId, body: Discard, unit: Unit) -> LetterView:
        """Gives a letter up, with the reason why. What waited behind it goes on."""
        letter = _open(unit, id)
        if letter.lane == "record":
            unit.put(replace(letter, state="discarding", why=body.why))
            return view(replace(letter, state="discarding", why=body.why))
        return view(_close(unit, letter, "discarded", body.why))


def _said(fault: ValidationError | Refused) -> str:
    if isinstance(fault, Refused):
        return str(fault)
    return "; ".join(f"{at or '/'}: {why}" for at, why in faults_of(fault.errors()))


def _open(unit: Unit, id: str) -> Letter:
    letter = unit.letters.need(id)
    if letter.state != "waiting":
        raise Refused("conflict", f"the letter is {letter.state}")
    if letter.behind:
        raise Refused("conflict", "it waits behind an earlier letter of its key; decide on that one")
    return letter


def _close(unit: Unit, letter: Letter, how: Closed, why: str) -> Letter:
    _, cleared = letter_events(unit.store.service)
    done = replace(letter, state=how, why=why)
    unit.save((done, [cleared(time=unit.now, letter=letter.id, how=how, why=why)]))
    return done


def _view(service: str, letter: Letter) -> LetterView:
    return LetterView(
        id=letter.id, service=service, state=letter.state, lane=letter.lane, stream=letter.stream,
        place=letter.place, key=letter.key, type=letter.type,
        reason=letter.reason, trace=letter.trace, behind=letter.behind, tries=letter.tries,
        at=letter.at, group=letter.group, why=letter.why,
        headers={name: raw.decode(errors="replace") for name, raw in letter.headers},
        value=letter.value.decode(errors="replace"),
    )  # fmt: skip


def _site(api: Api, package: str) -> None:
    site = importlib.import_module(f"{package}.{api.service}.site")

    def load(body: Any, unit: Unit) -> SiteAnswer:
        """Loads the service's section of the site file. Applied like any command; a second load changes nothing."""
        before = len(unit.changed())
        vanished = site.load(body, unit)
        return SiteAnswer(changed=len(unit.changed()) - before, vanished=vanished)

    load.__annotations__ = {"body": site.Section, "unit": Unit, "return": SiteAnswer}
    api.command("/v1/site", scope="site:write")(load)


def _health(api: Api) -> None:
    open_to_all: dict[str, Any] = {"tags": ["health"], "openapi_extra": {"security": []}}

    @api.app.get("/health/live", summary="Whether the process runs", responses=errors([431]), **open_to_all)
    async def live() -> Health:
        """For whoever restarts it."""
        return Health(ok=True)

    @api.app.get("/health/ready", summary="Whether it can do its work", responses=errors((431, 503)), **open_to_all)
    async def ready() -> Health:
        """A real write is committed now: a database with a full disk still answers pings."""
        api.opening.expect()
        if api.certificate and (fault := api.certificate.fault()):
            raise Problem(503, fault)
        committed = begun(run_in_threadpool(api.store.commits))
        with api.watch.over(committed):
            return Health(ok=await committed)

    registry = CollectorRegistry()
    rare = Gauge("chapelle_sometimes", "rare branches taken", ["branch"], registry=registry)

    @api.app.get(
        "/metrics",
        summary="Figures of the process",
        response_class=PlainTextResponse,
        responses=errors(ANY),
        **open_to_all,
    )
    def metrics() -> Response:
        """In the text format of Prometheus."""
        for branch, count in api.store.sometimes.items():
            rare.labels(branch).set(count)
        return Response(generate_latest(registry), media_type="text/plain; version=0.0.4")
