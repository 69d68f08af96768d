"""Dead letters: looked at, sent again, given up."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Literal

from fastapi import Path, Query
from pydantic import Field, ValidationError

from libs.events import Refused, replace
from libs.http.api import Api
from libs.http.problems import faults_of
from libs.http.shapes import Answer, Body, Listing, Page
from libs.http.values import At
from libs.store import Letter, Unit, letter_events
from libs.store.letter import CLOSED, Closed, State

LetterId = Annotated[
    str,
    Path(
        pattern=r"^[a-z0-9][a-z0-9._@:-]{0,299}$", description="Id of a dead letter",
        examples=["item:v1.readings:0123456789abcdef"],
    ),
]  # fmt: skip


Which = Annotated[Literal["open", "all"], Query(description="`open`: those that wait; `all`: those decided on, too")]


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


def add_letter_routes(api: Api) -> None:
    """Mounts them."""
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
