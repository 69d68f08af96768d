"""Which services there are. A seventh service is a folder and a line here."""

from __future__ import annotations

SERVICES = (
    "access",
    "power",
    "fire",
    "storage",
    "billing",
    "console",
)
