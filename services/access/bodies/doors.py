"""What the controllers of doors say."""

from __future__ import annotations

from libs.events import Refused
from libs.http import At, Body, Id
from services.access.acts.doors import OFFLINE, Signal
from services.access.credentials import Credential
from services.access.domain.passage import Direction


class DoorSignal(Body):
    """What a door's controller says."""

    id: Id
    """Unique within the door."""
    door: Id
    kind: Signal
    at: At | None = None
    """When it happened at the door; default now."""
    direction: Direction | None = None
    """Of a decision made offline."""
    credential: Credential | None = None
    """Of a decision made offline."""

    def decided(self) -> tuple[Direction, Credential] | None:
        """What a door that was alone decided on; None of any other signal. Raises `Refused` with every fault."""
        offline = self.kind in OFFLINE
        said = {"direction": self.direction, "credential": self.credential}
        wrong = [name for name, value in said.items() if (value is None) is offline]
        if wrong:
            raise Refused.many((f"/{name}", _offline_fault(self.kind)) for name in wrong)
        return (self.direction, self.credential) if self.direction and self.credential else None


def _offline_fault(kind: Signal) -> str:
    return f"{kind.value} needs it" if kind in OFFLINE else f"{kind.value} has none: only a decision made offline does"
