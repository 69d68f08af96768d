"""Whether the service's record is still what was chained and signed: for the auditor."""

from __future__ import annotations

import os
import subprocess
import sys
import threading

from libs.http.api import Api
from libs.http.shapes import Answer
from libs.runtime.parts.child import tethered
from libs.store import Unavailable


class AuditAnswer(Answer):
    """What was found."""

    ok: bool
    """All that was looked at agrees: events, links, counters, checkpoints."""
    entries: int
    """Events in the chain, as far as it was found whole."""
    first_breach: str | None
    """One sentence that says where it does not agree; null where it does."""


def add_audit_route(api: Api) -> None:
    """Mounts it on a service's API. One looks at a time; it ends with this process."""
    program = tethered([sys.executable, "-m", "libs.processes.audit", api.service])
    one_at_a_time = threading.Lock()

    @api.get("/v1/audit/verify", scope=f"{api.service}:audit")
    def verify_audit() -> AuditAnswer:
        """Makes the chain of the service's record again and compares it. It reads all of it, which takes its time.

        Compared are the links stored with the events, the counters, and the signed checkpoints that are kept elsewhere.
        """
        with one_at_a_time:
            done = subprocess.run(program, capture_output=True, check=False)
        if done.returncode == os.EX_TEMPFAIL:
            raise Unavailable("the database went while the chain was made again")
        if done.returncode:
            raise RuntimeError(done.stderr.decode(errors="replace").strip().rpartition("\n")[2])
        return AuditAnswer.model_validate_json(done.stdout)
