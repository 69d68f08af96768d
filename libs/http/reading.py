"""What comes in with a request, read strictly: the body, the query, the key. What nobody asked for is refused."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

from fastapi import Request
from starlette.types import Receive, Scope

from libs.http.problems import Fault, Problem
from libs.http.roles import Caller

KEY = "Idempotency-Key"
KEY_PATTERN = r"^[!-~]([ -~]{0,126}[!-~])?$"
"""1 to 128 printable characters (of ASCII: others do not travel in a header); a header's ends are no spaces."""

_KEY, _KEY_HEADER = re.compile(KEY_PATTERN), KEY.lower().encode()
_JSON = re.compile(r"application/([a-z0-9.-]+\+)?json *(;.*)?", re.ASCII | re.IGNORECASE)


class Given(Request):
    """A request that is looked at. `value`: what its JSON says.

    `text`: the body; `caller`: whose it is; `faults`: what is wrong beside parameters and body; `began` and `hop`:
    where its trace began, and where it is here.
    """

    caller: Caller
    began: str
    hop: str
    faults: list[Fault]
    text: bytes = b""
    value: Any = None

    def __init__(self, scope: Scope, receive: Receive) -> None:
        super().__init__(scope, receive)
        self._said = dict(reversed(scope["headers"]))

    def said(self, name: bytes, otherwise: bytes = b"") -> str:
        """The first header of that name, which is in lower case; Starlette looks through all of them for each."""
        value: bytes = self._said.get(name, otherwise)
        return value.decode("latin-1")

    async def take(self) -> None:
        """Reads the body. Raises `Problem` (400, 415) where it is no JSON."""
        self.text = await self.body()
        if not self.text:
            return
        kind, packed = self.said(b"content-type", b"application/json"), self.said(b"content-encoding")
        if not _JSON.fullmatch(kind) or packed.lower() not in ("", "identity"):
            raise Problem(415, "the body is application/json, not packed", [("/headers/Content-Type", kind[:100])])
        self.value = read_json(self.text)

    async def json(self) -> Any:
        """What was taken; FastAPI asks for it."""
        return self.value

    def unasked(self, queries: Iterable[str]) -> list[Fault]:
        """The faults of query parameters: those that the route does not know, and those that are there twice."""
        if not self.scope["query_string"]:
            return []
        known = frozenset(queries)
        times = Counter(name for name, _ in self.query_params.multi_items())
        return [
            (f"/query/{name}", "no such parameter" if name not in known else f"given {count} times")
            for name, count in times.items()
            if name not in known or count > 1
        ]

    @property
    def key(self) -> str:
        """Its Idempotency-Key, or ""."""
        return self.said(_KEY_HEADER)

    def key_faults(self) -> list[Fault]:
        """The fault of a key that is missing or is none."""
        if _KEY.fullmatch(self.key):
            return []
        return [
            (f"/headers/{KEY}", "missing, or not 1 to 128 printable characters; whatever changes something needs it")
        ]


def read_json(body: bytes) -> Any:
    """The value of a JSON text (RFC 8259) in UTF-8. Raises `Problem` 400.

    Refused as well, since readers differ in what they make of it: NaN and Infinity, a name twice in an object,
    numbers of thousands of digits, nesting that is too deep.
    """
    try:
        return _DECODER.decode(body.decode())
    except RecursionError:
        raise Problem(400, "the body is not JSON", [("", "nested too deeply")]) from None
    except ValueError as fault:
        raise Problem(400, "the body is not JSON", [("", str(fault)[:200])]) from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    whole = dict(pairs)
    if len(whole) != len(pairs):
        name = next(name for name, times in Counter(name for name, _ in pairs).items() if times > 1)
        raise ValueError(f"the name {name[:60]!r} is there twice in an object")
    return whole


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


_DECODER = json.JSONDecoder(object_pairs_hook=_once, parse_constant=_no_constant)
