"""Dead letters as the commands see them: of every service, asked for where they lie.

An id here is `<service>:<id in that service>`, as in the console, whose API answers for everybody. Only its own letters
are asked of it: it may be what fails.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from libs.events.services import SERVICES
from libs.runtime.ask import Answer, NoAnswerError
from libs.runtime.commands.arguments import There, close_to
from libs.runtime.faults import CannotRunError

PATH = "/v1/dead-letters"
CONSOLE = "console"
NOT_FOUND = 404
CLOSED = ("applied", "discarded")

Letter = dict[str, Any]


class Letters:
    """Everybody's letters, read and decided on as ops."""

    def __init__(self, there: There) -> None:
        self.there = there

    def of(self, service: str, closed: bool = False) -> Iterator[Letter]:
        """The letters of one service that are open, or all. Raises `NoAnswerError`."""
        only = {"service": CONSOLE} if service == CONSOLE else {}
        for page in self.there.ask(service, "ops").pages(PATH, state="all" if closed else "open", **only):
            yield from (_whole(service, letter) for letter in page["items"])

    def find(self, id: str) -> Letter:
        """Raises `CannotRunError` where there is none, naming a likely one, and `NoAnswerError`."""
        service, path = _address(id)
        answer = self.there.ask(service, "ops").get(path)
        if answer.status == NOT_FOUND:
            near = close_to(id, [letter["id"] for letter in self.of(service, closed=True)])
            raise CannotRunError(f"no dead letter {id}{near or '; `chapelle dead-letters list` names those there are'}")
        if not answer.good:
            raise NoAnswerError(f"{id}: {answer.why}")
        return _whole(service, answer.body)

    def decide(self, id: str, action: str, body: dict[str, str], key: str) -> Answer:
        """Asks for a letter to be sent again or discarded."""
        service, path = _address(id)
        return self.there.ask(service, "ops").post(f"{path}/{action}", body, key)

    def of_its_key(self, letter: Letter) -> list[Letter]:
        """The other open letters of the same key in the same stream, in their order."""
        if not letter["key"] or letter["lane"] != "record":
            return []
        same = (one for one in self.of(letter["service"]) if one["id"] != letter["id"])
        found = [one for one in same if (one["stream"], one["key"]) == (letter["stream"], letter["key"])]
        return sorted(found, key=lambda one: int(one["place"]))


def _whole(service: str, letter: Letter) -> Letter:
    return letter if service == CONSOLE else {**letter, "id": f"{service}:{letter['id']}", "service": service}


def _address(id: str) -> tuple[str, str]:
    """The service whose letter it is, and its path there."""
    service, _, own = id.partition(":")
    if service not in SERVICES or not own:
        near = close_to(service, SERVICES) if own else ""
        raise CannotRunError(f"no dead letter {id}: its id begins with its service{near}")
    return service, f"{PATH}/{quote(id if service == CONSOLE else own, safe=':')}"
