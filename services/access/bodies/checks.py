"""What is asked at a door."""

from __future__ import annotations

from libs.http import At, Body, Id
from services.access.credentials import Credential
from services.access.domain.passage import Direction


class CheckBadge(Body):
    """A badge is shown at a door."""

    door: Id
    direction: Direction
    credential: Credential
    at: At | None = None
    """When, by the door's clock; default now."""
