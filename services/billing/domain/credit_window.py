"""From a fire zone's alarm to its sign-off service may be credited, unless it is an exercise: recorded, no more yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

UNFIT = ("ACTIVATED", "RELEASED", "VENTILATING")
"""States of a fire zone in which it is not fit for service."""


@dataclass(frozen=True, slots=True)
class ServiceCreditWindow:
    """From activation to sign-off.

    The open window of a zone has the zone's id, a closed one `<zone>/<opened at>`.
    """

    id: str
    zone: str
    opened_at: datetime
    closed_at: datetime | None = None


def opened(zone: str, known: ServiceCreditWindow | None, at: datetime) -> ServiceCreditWindow:
    """A second activation within an open window changes nothing."""
    return known or ServiceCreditWindow(zone, zone, at)


def closed(window: ServiceCreditWindow, at: datetime) -> ServiceCreditWindow:
    """The window as it is kept for good."""
    return ServiceCreditWindow(
        f"{window.zone}/{window.opened_at:%Y-%m-%dT%H:%M:%SZ}", window.zone, window.opened_at, at
    )
