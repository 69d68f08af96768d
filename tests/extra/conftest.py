"""Against programs of Debian's that `make test-extra` installs: `CHAPELLE_TEST_EXTRA=1`, else no test here."""

from __future__ import annotations

import os

collect_ignore_glob = [] if os.environ.get("CHAPELLE_TEST_EXTRA") else ["test_*.py"]
