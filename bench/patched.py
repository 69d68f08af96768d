"""`python -m bench.patched <module> <job as JSON>`: runs the module's `main` under eventlet, as a worker runs.

The patch comes before every import that it is for; so a measured module is an ordinary one.
"""

from __future__ import annotations

import importlib
import sys

import eventlet

if __name__ == "__main__":
    eventlet.monkey_patch()
    del sys.argv[0]
    importlib.import_module(sys.argv[0]).main()
