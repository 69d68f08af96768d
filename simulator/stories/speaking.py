"""How a story speaks to the platform: the public APIs, with a token for each role."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self, TypeVar

import httpx

from libs.runtime.topology import Addresses

Json = dict[str, Any]
T = TypeVar("T")

BATCH = 2_500
"""Items of one request; the APIs take 5,000 at most. Source: public-face.md, HTTP."""

TRIES = 3
"""How often a request is sent before a service is taken to be away."""

NOT_NOW, NOT_NOW_SECONDS = 503, 30.0
"""What a service says whose database does not answer at the moment, and for how long that is taken for an answer."""

LOOK_AGAIN = 0.5
"""Machine seconds between two looks at what is waited for."""


class StoryStoppedError(Exception):
    """A story that cannot go on; the sentence says why."""


@dataclass(slots=True)
class Speaking:
    """The services of one platform. Raises `StoryStoppedError` where one refuses or does not answer.

    `at`: where they are.
    """

    at: Addresses
    token: Callable[[str], str]
    began: float = field(default_factory=time.monotonic)
    _tokens: dict[str, str] = field(default_factory=dict)
    _http: httpx.Client = field(init=False)

    def __post_init__(self) -> None:
        self._http = httpx.Client(timeout=60.0, trust_env=False, verify=self.at.trust or True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    @property
    def seconds(self) -> float:
        """Machine seconds since the story began."""
        return time.monotonic() - self.began

    def url(self, service: str, path: str) -> str:
        return self.at.url(service) + path

    def headers(self, role: str) -> dict[str, str]:
        if role not in self._tokens:
            self._tokens[role] = self.token(role)
        return {"Authorization": f"Bearer {self._tokens[role]}"}

    def get(self, role: str, service: str, path: str, **query: str) -> Json:
        return self._said("GET", role, service, path, params=query, headers=self.headers(role))

    def items(self, role: str, service: str, path: str, **query: str) -> Iterator[Json]:
        """Every item of a list, page by page."""
        cursor: str | None = ""
        while cursor is not None:
            page = self.get(role, service, path, limit="1000", **query, **({"cursor": cursor} if cursor else {}))
            yield from page["items"]
            cursor = page["next"]

    def post(self, role: str, service: str, path: str, body: Mapping[str, Any]) -> Json:
        headers = {**self.headers(role), "Idempotency-Key": f"story-{uuid.uuid4()}"}
        return self._said("POST", role, service, path, json=body, headers=headers)

    def signals(self, service: str, path: str, field: str, items: Sequence[Json]) -> Json:
        """Device signals in batches; what was taken of all of them, together."""
        taken = {"accepted": 0, "duplicates": 0}
        for start in range(0, len(items), BATCH):
            said = self.post("device", service, path, {field: items[start : start + BATCH]})
            if said["rejected"]:
                fault = said["rejected"][0]
                why = "; ".join(error["why"] for error in fault["errors"])
                raise StoryStoppedError(f"{service} rejected {items[start + fault['index']]}: {why}")
            for counted in taken:
                taken[counted] += said[counted]
        return taken

    def until(self, look: Callable[[], T | None], what: str, patience: float) -> T:
        """Looks until there is something to see."""
        deadline = time.monotonic() + patience
        while True:
            seen = look()
            if seen:
                return seen
            if time.monotonic() > deadline:
                raise StoryStoppedError(f"{what}: not within {patience:.0f} s; `chapelle status` shows what lags")
            time.sleep(LOOK_AGAIN)

    def now(self) -> datetime:
        """The platform's time."""
        return datetime.fromisoformat(self.get("billing", "billing", "/v1/payback")["as_of"])

    def _said(self, method: str, role: str, service: str, path: str, **more: Any) -> Json:
        answer = self._answered(method, service, path, **more)
        said: Json = answer.json()
        if answer.is_success:
            return said
        faults = [f"{error['at']} {error['why']}".strip() for error in said.get("errors") or []]
        why = "; ".join(faults) or said.get("detail") or said.get("title")
        raise StoryStoppedError(f"{method} {service} {path} as {role}: {answer.status_code} {why}")

    def _answered(self, method: str, service: str, path: str, **more: Any) -> httpx.Response:
        """Sent again with the same ids and key where no answer came, or "not now" (503), which does no harm."""
        unheard, until = 0, time.monotonic() + NOT_NOW_SECONDS
        while True:
            try:
                answer = self._http.request(method, self.url(service, path), **more)
            except httpx.TransportError as fault:
                unheard += 1
                if unheard == TRIES:
                    raise StoryStoppedError(f"{service} does not answer: {fault!r}") from fault
            else:
                if answer.status_code != NOT_NOW or time.monotonic() > until:
                    return answer
            time.sleep(LOOK_AGAIN)
