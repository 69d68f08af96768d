"""What the ledger has booked, as before."""

from __future__ import annotations

from libs.testing.toys.ledger.api import api

__all__ = ["api"]
