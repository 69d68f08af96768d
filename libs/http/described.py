"""The OpenAPI document as others read it: errors, who may, and the shapes that FastAPI does not see by itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel
from starlette.types import ASGIApp

from libs.http.auth import COOKIE
from libs.http.reading import KEY, KEY_PATTERN
from libs.http.roles import SCOPES

PROBLEM_MEDIA = "application/problem+json"
REF = "#/components/schemas/{model}"

PROBLEM: dict[str, Any] = {
    "type": "object",
    "title": "Problem",
    "description": "An error (RFC 9457), with all faults of the request at once.",
    "required": ["type", "title", "status", "detail", "errors"],
    "properties": {
        "type": {"type": "string", "description": "`about:blank`: the status says what it is"},
        "title": {"type": "string", "description": "The status in words"},
        "status": {"type": "integer", "minimum": 400, "maximum": 599, "description": "The HTTP status"},
        "detail": {"type": "string", "description": "What is wrong, for a person"},
        "errors": {
            "type": "array",
            "description": "Each fault, with its place",
            "items": {
                "type": "object",
                "required": ["at", "why"],
                "properties": {
                    "at": {
                        "type": "string",
                        "description": "JSON pointer (RFC 6901) into the body, or below `/path`, `/query`, `/headers`; "
                        "empty: the whole request",
                    },
                    "why": {"type": "string", "description": "What is wrong there"},
                },
                "additionalProperties": False,
            },
        },
    },
    "additionalProperties": False,
    "examples": [
        {
            "type": "about:blank",
            "title": "Unprocessable Entity",
            "status": 422,
            "detail": "/signals/3/door: no door hall-z; did you mean hall-a?",
            "errors": [{"at": "/signals/3/door", "why": "no door hall-z; did you mean hall-a?"}],
        }
    ],
}

TEXTS = {
    400: "The body is not JSON, or the Idempotency-Key is missing",
    401: "No bearer token, or one that is refused",
    403: "The token's role does not have the scope, or the data is another tenant's",
    404: "Something that is named does not exist",
    409: "It cannot be so now, or the Idempotency-Key was used for another request",
    413: "The request is too long",
    415: "The body is not application/json",
    422: "Faults in what is asked, each with its place",
    429: "More requests than a caller may send: ask again after as many seconds as `Retry-After` says",
    431: "Too many headers",
    503: "The database cannot be reached now: ask again",
}
ANY = (429, 431)
"""What any request may be answered, whatever it asks."""
READS = (401, 403, 404, 422, 503, *ANY)

KEY_PARAMETER = {
    "name": KEY,
    "in": "header",
    "required": True,
    "description": "Chosen by the caller. The same key with the same body: the same answer, and nothing is done twice; "
    "with another body: 409.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 128, "pattern": KEY_PATTERN},
    "example": "6f1c9d7e-hall-a-1",
}

ABOUT = """\
Times are RFC 3339 with an offset; `at` is when it happened at the device, by default now, and at most 5 minutes ahead
of the platform's clock. Money and metered quantities (kWh, kW, L, TB, prices) are strings of decimal digits; counts,
seconds, hours, days, bytes, ratios and percent are numbers. Unknown fields and query parameters are refused. Every
error is `application/problem+json` with all faults at once. Lists are `{"items": […], "next": "<cursor>"|null}`: ask
again with `?cursor=` until `next` is null."""


def errors(statuses: Iterable[int]) -> dict[int | str, dict[str, Any]]:
    """The error answers of a route."""
    schema = {"$ref": REF.format(model="Problem")}
    return {
        status: {"description": TEXTS[status], "content": {PROBLEM_MEDIA: {"schema": schema}}} for status in statuses
    }


def security(scope: str, cookie: bool) -> list[dict[str, list[str]]]:
    """What a route asks for; a browser's cookie does where that is allowed."""
    return [{"bearer": [scope]}, *([{"cookie": [scope]}] if cookie else [])]


def summary_of(text: str) -> str:
    """The first sentence."""
    return re.split(r"[.;:](?:\s|$)", " ".join(text.split()), maxsplit=1)[0]


class Described(FastAPI):
    """An application that knows, besides its routes, the models that they refer to by name."""

    def __init__(self, service: str, title: str, cookies: bool) -> None:
        super().__init__(
            title=title, version="1", description=ABOUT, docs_url=None, redoc_url=None, redirect_slashes=False,
            generate_unique_id_function=lambda route: route.name, strict_content_type=False,
            telemetry={"tracing": False, "metrics": False, "logs": False},  # ours is in events and logs
        )  # fmt: skip
        self.service, self.cookies = service, cookies
        self.referred: list[type[BaseModel]] = []
        self.around: Callable[[ASGIApp], ASGIApp] = lambda app: app
        """What every request goes through before the application, and every answer after it, errors of ours too."""

    def build_middleware_stack(self) -> ASGIApp:
        """The application as the server calls it."""
        return self.around(super().build_middleware_stack())

    def refer(self, model: type[BaseModel]) -> dict[str, str]:
        """A reference to what is sent in the shape of a model."""
        self.referred.append(model)
        return {"$ref": REF.format(model=model.__name__)}

    def openapi(self) -> dict[str, Any]:
        """The document."""
        if self.openapi_schema is None:
            document = super().openapi()
            components = document.setdefault("components", {})
            components["schemas"] = dict(sorted({**components.get("schemas", {}), **self._shapes()}.items()))
            components["securitySchemes"] = self._schemes()
            document["servers"] = [{"url": "/", "description": "Where this document was asked for"}]
            tags = {tag for path in document["paths"].values() for route in path.values() for tag in route["tags"]}
            document["tags"] = [{"name": tag, "description": f"Routes of {tag}"} for tag in sorted(tags)]
        return self.openapi_schema or {}

    def _shapes(self) -> dict[str, Any]:
        shapes: dict[str, Any] = {"Problem": PROBLEM}
        for model in self.referred:
            schema = model.model_json_schema(ref_template=REF)
            shapes |= {**schema.pop("$defs", {}), model.__name__: schema}
        return shapes

    def _schemes(self) -> dict[str, Any]:
        own = {role: sorted(s for s in scopes if s.startswith(f"{self.service}:")) for role, scopes in SCOPES.items()}
        roles = "; ".join(f"{role}: {', '.join(scopes)}" for role, scopes in own.items() if scopes)
        bearer = {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "JWT",
            "description": "Signed with Ed25519 by whoever runs the platform (`chapelle token --role …`). Each route "
            f"names the scope that it needs. Who has which scope here: {roles}; admin: all.",
        }
        cookie = {"type": "apiKey", "in": "cookie", "name": COOKIE, "description": "The same token, in a browser"}
        return {"bearer": bearer, **({"cookie": cookie} if self.cookies else {})}
