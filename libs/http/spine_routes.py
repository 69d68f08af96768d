"""What every API has besides its own routes: the record, dead letters, the site's section, health, metrics."""

from __future__ import annotations

import importlib
import importlib.util
from dataclasses import replace
from typing import Annotated, Any, Literal

import msgspec
from fastapi import Query, Response
from prometheus_client import CollectorRegistry, Gauge, generate_latest
from pydantic import Field, ValidationError

from libs.events import Refused, rfc3339
from libs.http.api import Api
from libs.http.problems import faults_of
from libs.http.shapes import Answer, Body, Listing, Page
from libs.store import Letter, Unit, envelopes, letter_events


class LetterView(Answer):
    """A dead letter. `value`: the original bytes, as text; `headers` likewise."""

    id: str
    state: str
    lane: str
    stream: str
    place: int
    key: str
    type: str
    reason: str
    trace: str
    behind: bool
    tries: int
    at: str
    group: str
    headers: dict[str, str]
    value: str
    why: str


class Discard(Body):
    why: Annotated[str, Field(min_length=1, max_length=500)]


class SiteAnswer(Answer):
    """`changed`: documents that the section changed; `vanished`: what is stored and no longer in the section."""

    changed: int
    vanished: list[str]


def add_spine_routes(api: Api, package: str) -> None:
    """Mounts them all on a service's API."""
    _record(api)
    _letters(api)
    _health(api)
    if importlib.util.find_spec(f"{package}.{api.service}.site"):
        _site(api, package)


def _record(api: Api) -> None:
    @api.get("/v1/record", scope="record:read")
    def record(
        topic: str,
        partition: Annotated[int, Query(ge=0)],
        first: Annotated[int, Query(ge=1, alias="from")] = 1,
        limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    ) -> Response:
        """The service's published events again: `items` from sequence `from` on, and the `last` sequence given."""
        db = api.store.db
        counter = db.relay.find_one({"_id": f"{topic}/{partition}"})
        if counter is None:
            raise Refused("not_found", f"no partition {partition} of {topic} here", "/topic")
        here: dict[str, Any] = {"topic": topic, "partition": partition, "first": {"$lte": first}}
        start = db.outbox.find_one(here, {"first": 1}, sort=[("first", -1)])
        here["first"] = {"$gte": start["first"] if start else first}
        items: list[dict[str, Any]] = []
        for page in db.outbox.find(here).sort("first", 1):
            items += [
                {
                    "id": e.id, "type": e.type, "subject": e.subject, "time": rfc3339(e.time), "sequence": e.sequence,
                    "data": msgspec.Raw(e.data), "traceparent": e.traceparent, "hop": e.hop,
                }
                for e in envelopes(page, first - 1)
            ]  # fmt: skip
            if len(items) >= limit:
                break
        answer = {"items": items[:limit], "last": counter["next"] - 1, "topic": topic, "partition": partition}
        return Response(msgspec.json.encode(answer), media_type="application/json")

    @api.get("/v1/record/last", scope="record:read")
    def lasts() -> Response:
        """The last sequence of every partition of the service's topics."""
        found = api.store.db.relay.find({"next": {"$exists": True}})
        items = [
            {"topic": c["_id"].rsplit("/", 1)[0], "partition": int(c["_id"].rsplit("/", 1)[1]), "last": c["next"] - 1}
            for c in found
        ]
        return Response(msgspec.json.encode({"items": items}), media_type="application/json")


def _letters(api: Api) -> None:
    scope = f"{api.service}:letters"

    @api.get("/v1/dead-letters", scope=scope)
    def dead_letters(unit: Unit, page: Page, state: Literal["open", "all"] = "open") -> Listing[LetterView]:
        """Dead letters: those that wait, or all."""
        found = unit.letters.page(page.after, page.limit)
        shown = [one for one in found if state == "all" or one.state not in ("applied", "discarded")]
        listing: Listing[LetterView] = page.of(found, _view, lambda one: one.id)
        return Listing(items=[_view(one) for one in shown], next=listing.next)

    @api.get("/v1/dead-letters/{id}", scope=scope)
    def dead_letter(id: str, unit: Unit) -> LetterView:
        """One dead letter."""
        return _view(unit.letters.need(id))

    @api.command("/v1/dead-letters/{id}/send-again", scope=scope, status=202)
    def send_again(id: str, unit: Unit) -> LetterView:
        """Applies the stored original where it failed; it is never published."""
        letter = _open(unit, id)
        if letter.lane == "record":
            unit.put(replace(letter, state="requested"))
            return _view(replace(letter, state="requested"))
        try:
            api.signal_routes[letter.stream].again(unit, letter)
        except (ValidationError, Refused) as fault:
            raise Refused("conflict", f"it is refused again: {_said(fault)}") from None
        return _view(_close(unit, letter, "applied", ""))

    @api.command("/v1/dead-letters/{id}/discard", scope=scope, status=202)
    def discard(id: str, body: Discard, unit: Unit) -> LetterView:
        """Gives it up, with the reason why; who waited behind it goes on."""
        letter = _open(unit, id)
        if letter.lane == "record":
            unit.put(replace(letter, state="discarding", why=body.why))
            return _view(replace(letter, state="discarding", why=body.why))
        return _view(_close(unit, letter, "discarded", body.why))


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


def _close(unit: Unit, letter: Letter, how: Literal["applied", "discarded"], why: str) -> Letter:
    _, cleared = letter_events(unit.store.service)
    done = replace(letter, state=how, why=why)
    unit.save((done, [cleared(time=unit.now, letter=letter.id, how=how, why=why)]))
    return done


def _view(letter: Letter) -> LetterView:
    return LetterView(
        id=letter.id, state=letter.state, lane=letter.lane, stream=letter.stream, place=letter.place, key=letter.key,
        type=letter.type, reason=letter.reason, trace=letter.trace, behind=letter.behind, tries=letter.tries,
        at=rfc3339(letter.at), group=letter.group, why=letter.why,
        headers={name: raw.decode(errors="replace") for name, raw in letter.headers},
        value=letter.value.decode(errors="replace"),
    )  # fmt: skip


def _site(api: Api, package: str) -> None:
    site = importlib.import_module(f"{package}.{api.service}.site")

    def load(body: Any, unit: Unit) -> SiteAnswer:
        """The service's section of the site file: applied like any command; a second load changes nothing."""
        before = len(unit.changed())
        vanished = site.load(body, unit)
        return SiteAnswer(changed=len(unit.changed()) - before, vanished=vanished)

    load.__annotations__ = {"body": site.Section, "unit": Unit, "return": SiteAnswer}
    api.command("/v1/site", scope="site:write")(load)


def _health(api: Api) -> None:
    @api.app.get("/health/live", include_in_schema=False)
    async def live() -> dict[str, bool]:
        return {"ok": True}

    @api.app.get("/health/ready", include_in_schema=False)
    def ready() -> dict[str, bool]:
        return {"ok": api.store.commits()}

    registry = CollectorRegistry()
    rare = Gauge("chapelle_sometimes", "rare branches taken", ["branch"], registry=registry)

    @api.app.get("/metrics", include_in_schema=False)
    def metrics() -> Response:
        for branch, count in api.store.sometimes.items():
            rare.labels(branch).set(count)
        return Response(generate_latest(registry), media_type="text/plain; version=0.0.4")
