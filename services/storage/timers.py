"""The timers of storage: one of each a pool or tenant."""

from __future__ import annotations

CLOSING = "tenant-day"
"""Key tenant: its next day is to be closed."""

SILENCE = "pool-silent"
"""Key pool: no sample came for too long."""

FORECAST = "pool-forecast"
"""Key pool: a day of samples is complete, look ahead again."""

READING = "pool-reading"
"""Key pool: it was just registered, and is read here."""
