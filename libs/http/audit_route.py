"""Whether the service's record is still what was chained and signed: for the auditor."""

from __future__ import annotations

from libs.audit import Kept, verify_chain
from libs.http.api import Api
from libs.http.shapes import Answer


class AuditAnswer(Answer):
    """What was found."""

    ok: bool
    """All that was looked at agrees: events, links, counters, checkpoints."""
    entries: int
    """Events in the chain, as far as it was found whole."""
    first_breach: str | None
    """One sentence that says where it does not agree; null where it does."""


def add_audit_route(api: Api) -> None:
    """Mounts it on a service's API."""

    @api.get("/v1/audit/verify", scope=f"{api.service}:audit")
    def verify_audit() -> AuditAnswer:
        """Makes the chain of the service's record again and compares it. It reads all of it, which takes its time.

        Compared are the links stored with the events, the counters, and the signed checkpoints that are kept elsewhere.
        """
        found = verify_chain(api.store, Kept.of(api.settings))
        return AuditAnswer(ok=found.ok, entries=found.entries, first_breach=found.first_breach)
