"""How the domain says no."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

type_of_refusal = Literal["not_found", "conflict", "invalid", "forbidden"]


class Refused(Exception):
    """A request that the rules do not allow: changes nothing, and says what and where.

    `kind` becomes the HTTP status (404, 409, 422, 403); `faults` are `(at, why)`, `at` a JSON pointer into the request.
    """

    def __init__(self, kind: type_of_refusal, why: str, at: str = "") -> None:
        super().__init__(why)
        self.kind: type_of_refusal = kind
        self.faults: tuple[tuple[str, str], ...] = ((at, why),)

    @classmethod
    def many(cls, faults: Iterable[tuple[str, str]], kind: type_of_refusal = "invalid") -> Refused:
        """All faults of one request at once."""
        found = tuple(faults)
        refusal = cls(kind, "; ".join(why for _, why in found))
        refusal.faults = found
        return refusal
