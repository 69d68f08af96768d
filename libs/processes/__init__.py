"""The two processes of a service: `python -m libs.processes.worker fire`, `python -m libs.processes.api fire`."""

import gc
import signal
import sys

gc.disable()  # while all is loaded nothing is garbage; `garbage.settle` begins to collect
signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
"""The first process of a container ignores what it has not asked for; who is told to stop half-way is not done."""
