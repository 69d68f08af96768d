"""What is asked at a fire alarm and after it."""

from __future__ import annotations

from libs.http import Body
from services.access.bodies.words import Words
from services.access.domain.muster import Sighting


class Secure(Body):
    """Who takes the doors back."""

    by: Words


class Sighted(Body):
    """What is known of a person at a muster."""

    status: Sighting
    by: Words
    """Who saw the person, or misses them."""
