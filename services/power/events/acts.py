"""What people did."""

from __future__ import annotations

from libs.events import Event
from services.power.events.topics import ACT


class ActEntered(Event, topic=ACT, key="act"):
    """Somebody told of a meter's exchange or reset. `kind`: `register-exchanged`; `about`: the source.

    `by`: whose token it was. `sealed`: SHA-256 of all that the act says (name, time, figures), which is kept beside.
    """

    act: str
    kind: str
    about: str
    by: str
    sealed: str
