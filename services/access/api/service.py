"""The API that the routes of access are declared on, and the doors that it knows while the database is away."""

from __future__ import annotations

from libs.http import Api
from services.access.exits import Exits
from services.access.store import AccessUnit

exits = Exits()
api = Api("access", AccessUnit, title="Access: who may enter, who is inside", at_hand=16_000, urgent=True)
