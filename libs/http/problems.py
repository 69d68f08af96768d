"""Errors as `application/problem+json` (RFC 9457): all faults of a request at once, each with where it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pymongo.errors import PyMongoError
from starlette.exceptions import HTTPException
from starlette.routing import Match

from libs.events import Refused
from libs.store import NewerSchema, OutcomeUnknown, TooLarge, Unavailable, passes

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
STATUS = {"not_found": 404, "conflict": 409, "invalid": 422, "forbidden": 403}

_GIVEN = " (given: "
_AWAY = "the database cannot be reached now; send it again with the same Idempotency-Key"
_NEWER = "a newer version of this service has changed it, and this process is not upgraded yet; send it again"
STATED: tuple[tuple[type[Exception], int, str], ...] = (
    (Unavailable, 503, _AWAY),
    (OutcomeUnknown, 503, _AWAY),
    (NewerSchema, 503, _NEWER),
    (TooLarge, 413, "what follows from one request is more than can be kept at once; send less"),
    (OverflowError, 422, "a number in it, or a sum that follows from it, is too large to be kept"),
)
"""What faults of the store are to the caller."""

Fault = tuple[str, str]


class Problem(Exception):
    """An answer that is an error. `after`: the seconds after which it may be asked again, of 429 and 503."""

    def __init__(self, status: int, detail: str, faults: Sequence[Fault] = (), after: int = 1) -> None:
        super().__init__(detail)
        self.status, self.detail, self.faults, self.after = status, detail, tuple(faults), after

    def body(self) -> dict[str, Any]:
        return {
            "type": "about:blank", "title": HTTPStatus(self.status).phrase, "status": self.status,
            "detail": self.detail, "errors": [{"at": at, "why": why} for at, why in self.faults],
        }  # fmt: skip

    @classmethod
    def of(cls, refused: Refused) -> Problem:
        return cls(STATUS[refused.kind], str(refused), refused.faults)


def pointer(path: Iterable[str | int]) -> str:
    """A JSON pointer (RFC 6901). What is no text (a lone surrogate) is shown as `?`."""
    whole = "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path)
    return whole.encode(errors="replace").decode()


def faults_of(errors: Iterable[Any], skip: int = 0) -> list[Fault]:
    """Pydantic's errors as faults; `skip`: leading parts of each place that are not the caller's (such as `body`)."""
    return [(pointer(error["loc"][skip:]), _why(error)) for error in causes(errors)]


def causes(errors: Iterable[Any]) -> list[Any]:
    """Without what only follows from others."""
    errors = list(errors)
    return [error for error in errors if not _follows(error, errors)]


def _follows(error: Any, errors: Sequence[Any]) -> bool:
    """Whether a list is too short only because what stands in it is wrong."""
    place = tuple(error["loc"])
    within = (tuple(one["loc"]) for one in errors if len(one["loc"]) > len(place))
    return error["type"] == "too_short" and any(other[: len(place)] == place for other in within)


def unquoted(faults: Iterable[Fault]) -> list[Fault]:
    """The faults without what was given: it is the caller's to read, not everybody's for ever."""
    return [(at, why.partition(_GIVEN)[0]) for at, why in faults]


def _why(error: Any) -> str:
    given = error.get("input")
    shown = (
        f"{_GIVEN}{str(given)[:60]!r})" if isinstance(given, str | int | float) and error["type"] != "missing" else ""
    )
    return f"{str(error['msg']).removeprefix('Value error, ')}{shown}"


def allowed(request: Request) -> str:
    """The methods that some route takes at the path of a request."""
    asked = ({**request.scope, "method": method} for method in METHODS)
    routes = request.app.router.routes
    return ", ".join(one["method"] for one in asked if any(r.matches(one)[0] is Match.FULL for r in routes))


def answer(problem: Problem) -> JSONResponse:
    headers = {"www-authenticate": "Bearer"} if problem.status == 401 else {}
    if problem.status in (429, 503):
        headers["retry-after"] = str(problem.after)
    return JSONResponse(problem.body(), problem.status, headers, "application/problem+json")


def handle_problems(app: FastAPI) -> None:
    """Every error of the application becomes a problem."""

    async def said(request: Request, fault: Exception) -> JSONResponse:
        said = answer(to_problem(fault))
        if said.status_code == 405:
            said.headers["allow"] = allowed(request)
        return said

    known = (Problem, Refused, RequestValidationError, HTTPException, *(kind for kind, _, _ in STATED), PyMongoError)
    for fault in (*known, Exception):
        app.add_exception_handler(fault, said)


def to_problem(fault: Exception) -> Problem:
    """What a fault is to the caller."""
    match fault:
        case Problem():
            return fault
        case Refused():
            return Problem.of(fault)
        case RequestValidationError():
            return invalid(request_faults(fault))
        case HTTPException():
            return Problem(fault.status_code, str(fault.detail))
        case PyMongoError() if passes(fault):
            return Problem(503, _AWAY)
        case _:
            stated = ((status, why) for kind, status, why in STATED if isinstance(fault, kind))
            return Problem(*next(stated, (500, "an error of ours; it is in the logs")))


def request_faults(fault: RequestValidationError) -> list[Fault]:
    """What FastAPI found: places in the body as they are there, others below `/path`, `/query` and `/headers`."""
    places = {"body": (), "header": ("headers",)}
    found = (
        (pointer((*places.get(e["loc"][0], e["loc"][:1]), *e["loc"][1:])), _why(e)) for e in causes(fault.errors())
    )
    return list(dict.fromkeys(found))  # a body that two parts of a route read has its faults twice


def invalid(faults: Sequence[Fault]) -> Problem:
    """422 with all faults; 400 where nothing but the Idempotency-Key is missing."""
    status = 400 if {at for at, _ in faults} == {"/headers/Idempotency-Key"} else 422
    return Problem(status, "; ".join(f"{at or '/'}: {why}" for at, why in faults)[:1000], faults)
