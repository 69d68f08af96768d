"""The end of a thing, the same of all."""

from __future__ import annotations

from libs.http import At, Body


class End(Body):
    """The end of something."""

    at: At | None = None
    """From when on; default now."""
