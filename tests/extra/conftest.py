"""With what `make test-extra` installs, or as root: `CHAPELLE_TEST_EXTRA=1`; else none here."""

from __future__ import annotations

import os

collect_ignore_glob = [] if os.environ.get("CHAPELLE_TEST_EXTRA") else ["test_*.py"]
