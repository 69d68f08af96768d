"""Why the platform cannot run: what a person reads on standard error before exit 2."""

from __future__ import annotations


class CannotRunError(Exception):
    """Raised with one clear sentence a line: what is wrong and what to do about it."""
