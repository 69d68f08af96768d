"""Doors."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from libs.http import Answer
from services.access.domain.door import Door


class DoorAnswer(Answer):
    """A door as it stands."""

    id: str
    name: str
    from_zone: str = Field(serialization_alias="from")
    """The zone that one comes from."""
    to: str
    """The zone that it leads to."""
    released: bool
    """Free because of a fire alarm."""
    open: bool | None
    """Null while that is not known."""
    contact: Literal["ok", "lost"]
    interlock: tuple[str, ...]
    """The doors that must be closed and locked before this one lets anybody in."""

    @classmethod
    def of(cls, door: Door) -> DoorAnswer:
        return cls(
            id=door.id, name=door.name, from_zone=door.from_zone, to=door.to_zone, released=door.released,
            open=door.open, contact="lost" if door.contact_lost else "ok", interlock=door.interlock,
        )  # fmt: skip
