"""Asks the running platform over its own HTTP API, for the commands and the supervisor."""

from __future__ import annotations

import http.client
import json
import ssl
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

SERVER_FAULT = 500


class NoAnswerError(Exception):
    """Nothing answers at that address, or not in time."""


class RefusalError(NoAnswerError):
    """It answers, and says no: asked again it says the same."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a service said: its status and its JSON."""

    status: int
    body: Any

    @property
    def good(self) -> bool:
        return self.status < 300

    @property
    def why(self) -> str:
        """Of a refusal: its faults in one line."""
        if not isinstance(self.body, dict):
            return f"HTTP {self.status}"
        faults = [f"{fault['at']} {fault['why']}".strip() for fault in self.body.get("errors") or []]
        return "; ".join(faults) or str(self.body.get("detail") or self.body.get("title") or f"HTTP {self.status}")


@dataclass(frozen=True, slots=True)
class Asker:
    """Someone with a bearer token at `base` (`http://127.0.0.1:8401`)."""

    base: str
    token: str
    timeout: float = 30.0
    trust: ssl.SSLContext | None = None
    """What it believes where that is by TLS."""

    def get(self, path: str) -> Answer:
        """Raises `NoAnswerError`."""
        return self._ask("GET", path, None, {})

    def post(self, path: str, body: Any, key: str) -> Answer:
        """`key`: Idempotency-Key; the same again is answered the same. Raises `NoAnswerError`."""
        headers = {"Content-Type": "application/json", "Idempotency-Key": key}
        return self._ask("POST", path, json.dumps(body).encode(), headers)

    def pages(self, path: str, **query: str) -> Iterator[dict[str, Any]]:
        """A list, page by page: `{"items": […], "next": …}`. Raises `NoAnswerError`, also where it is refused."""
        asked = {**query, "limit": "1000"}
        while True:
            answer = self.get(f"{path}?{urllib.parse.urlencode(asked)}")
            if not answer.good:
                raise NoAnswerError(f"{self.base}{path}: {answer.why}")
            yield answer.body
            if not answer.body["next"]:
                return
            asked["cursor"] = answer.body["next"]

    def lines(self, path: str, headers: Mapping[str, str], timeout: float) -> Iterator[bytes]:
        """The lines of an answer that goes on; `timeout` seconds of silence end it. Raises `NoAnswerError`."""
        try:
            with self._open("GET", path, None, headers, timeout) as answer:
                yield from answer
        except urllib.error.HTTPError as refusal:
            said = Answer(refusal.code, _json_or_text(refusal.read()))
            kind = RefusalError if said.status < SERVER_FAULT else NoAnswerError
            raise kind(f"{self.base}{path}: {said.why}") from refusal
        except (OSError, http.client.HTTPException) as fault:
            raise NoAnswerError(f"{self.base}{path}: {fault}") from fault

    def _ask(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> Answer:
        try:
            with self._open(method, path, body, headers, self.timeout) as answer:
                return Answer(answer.status, json.loads(answer.read() or b"null"))
        except urllib.error.HTTPError as refusal:
            return Answer(refusal.code, _json_or_text(refusal.read()))
        except (OSError, ValueError, http.client.HTTPException) as fault:
            raise NoAnswerError(f"{self.base}{path}: {fault}") from fault

    def _open(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str], timeout: float) -> Any:
        whole = {"Authorization": f"Bearer {self.token}", **headers}
        request = urllib.request.Request(self.base + path, body, whole, method=method)
        return urllib.request.urlopen(request, timeout=timeout, context=self.trust)


def _json_or_text(content: bytes) -> Any:
    try:
        return json.loads(content)
    except ValueError:
        return content.decode(errors="replace")
