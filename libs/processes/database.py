"""A single node's database: `python -m libs.processes.database FOLDER PASSWORDS ADDRESS`, until it is told to stop.

`FOLDER`: where its files are. `PASSWORDS`: a folder with a file for each service, named after it, that holds the
password of its user; each may use its own database alone. `ADDRESS`: the pod's, on which it listens besides this
machine's own; its network policy says who reaches it.
"""

from __future__ import annotations

import signal
import sys
from contextlib import suppress
from pathlib import Path
from subprocess import TimeoutExpired

from libs.runtime.faults import CannotRunError
from libs.runtime.parts.grants import grant_all
from libs.runtime.parts.moments import FOR_LONG
from libs.runtime.parts.mongod import Database
from libs.runtime.ports import HOST
from libs.runtime.rotation import rotate
from libs.runtime.topology import database_of

PORT = 27017
CACHE_GB = 0.5
GRACE = 25.0
"""Seconds that it has to stop; a pod has 30."""
EVERY_SECONDS = 60.0
"""Between two looks at how long its log is."""


def main() -> int:
    """Ends with what the server ends with; 0 where it was told to."""
    folder, passwords = Path(sys.argv[1]), Path(sys.argv[2])
    database = Database(folder, PORT, cache_gb=CACHE_GB, moments=FOR_LONG, listen=f"{HOST},{sys.argv[3]}")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    try:
        with database:
            users = {file.name: file.read_text().strip() for file in passwords.iterdir() if file.is_file()}
            grant_all(database.admin_uri, users, database_of)
            sys.stdout.write(f"the database is ready for {', '.join(sorted(users))}\n")
            sys.stdout.flush()
            try:
                while database.child.alive:
                    with suppress(TimeoutExpired):
                        database.child.wait(EVERY_SECONDS)
                    rotate(database.child.log)
            finally:
                database.stop(GRACE)
            return database.child.wait() or 0
    except CannotRunError as fault:
        sys.stderr.write(f"{fault}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main())
