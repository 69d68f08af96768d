"""Access over HTTP: doors ask and tell, the desk decides who may enter, everybody who may sees who is where."""

from services.access.api import (
    acts,
    badges,
    checks,
    doors,
    evacuation,
    people,
    privacy,
    rights,
    schedules,
    visits,
    zones,
)
from services.access.api.service import api

__all__ = [
    "acts",
    "api",
    "badges",
    "checks",
    "doors",
    "evacuation",
    "people",
    "privacy",
    "rights",
    "schedules",
    "visits",
    "zones",
]
