"""Log files of bounded size: `access-api.log`, then `.1` to `.3`, the oldest dropped."""

from __future__ import annotations

import shutil
from pathlib import Path

LIMIT = 10_000_000
KEPT = 3


def rotate(log: Path, limit: int = LIMIT) -> bool:
    """Moves what `log` holds aside where it passes `limit` bytes. True: it did.

    Who writes keeps the file open (in append mode), so that its content is copied and the file cut.
    """
    if not log.exists() or log.stat().st_size < limit:
        return False
    for number in range(KEPT - 1, 0, -1):
        older = log.with_name(f"{log.name}.{number}")
        if older.exists():
            older.replace(log.with_name(f"{log.name}.{number + 1}"))
    shutil.copyfile(log, log.with_name(f"{log.name}.1"))
    with log.open("r+b") as file:
        file.truncate(0)
    return True
