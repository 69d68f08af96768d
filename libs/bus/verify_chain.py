"""The chain of a service's record, as one of the checks of `chapelle verify`."""

from __future__ import annotations

from typing import Any

from libs.audit import Kept, verify_chain
from libs.bus.verify import Check
from libs.store import Store


def chain(store: Store[Any], kept: Kept | None) -> Check:
    """What the record says is what was chained, and what the checkpoints say."""
    found = verify_chain(store, kept)
    said = f"{found.entries} events are as they were chained" + (", and signed" if kept else "; nothing is signed")
    return Check("chain", said, [found.first_breach] if found.first_breach else [])
