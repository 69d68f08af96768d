"""Checks and the muster: against peers, and on much against little."""

from __future__ import annotations

import tempfile
from datetime import timedelta
from pathlib import Path

from bench import pinning
from bench.access import against, sizes
from bench.figure import Figure
from libs.runtime.tokens import mint
from libs.testing.running import Parts


def run(rounds: int) -> list[Figure]:
    """All figures of access."""
    with tempfile.TemporaryDirectory() as folder, pinning.on(pinning.PARTS), Parts.started(Path(folder)) as parts:
        token = mint(parts.database.secrets.signing_key_file, "admin", timedelta(hours=1))
        return [*against.run(parts, token, rounds), *sizes.run(parts, token, rounds)]
