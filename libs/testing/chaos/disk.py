"""A disk that fails under the database: its system calls are answered with errors, by strace."""

from __future__ import annotations

import time
from pathlib import Path

from libs.runtime.parts.child import Child
from libs.testing.running import until

SYNC_FAILS = ["-e", "trace=fsync,fdatasync", "-e", "inject=fsync,fdatasync:error=EIO:when=2+"]
DISK_FULL = ["-e", "trace=pwrite64,write", "-e", "inject=pwrite64,write:error=ENOSPC"]


def fail_sync(database: Child, seconds: float, log: Path) -> None:
    """From the second on no sync succeeds (EIO), for so long or until the database has ended."""
    _traced(database, SYNC_FAILS, seconds, log)


def fill_disk(database: Child, files: Path, seconds: float, log: Path) -> None:
    """Nothing can be written to the database's files, nor to its journal (ENOSPC)."""
    paths = [path for path in files.rglob("*") if path.suffix == ".wt" or path.parent.name == "journal"]
    only = [word for path in sorted(paths) for word in ("-P", str(path))]
    _traced(database, [*DISK_FULL, *only], seconds, log)


def _traced(database: Child, faults: list[str], seconds: float, log: Path) -> None:
    strace = Child("strace", ["strace", "-f", "-qq", *faults, "-o", "/dev/null", "-p", str(database.pid)], log)
    strace.start()
    deadline = time.monotonic() + seconds
    while database.alive and strace.alive and time.monotonic() < deadline:
        time.sleep(0.05)
    if strace.alive:
        strace.stop(5.0)
    else:  # it ends with what it traces, and may be the first of the two that is seen to
        until(lambda: not database.alive, "the database ends, as strace did")
