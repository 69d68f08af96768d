"""The two processes of a service: `python -m libs.processes.worker fire`, `python -m libs.processes.api fire`."""

import gc

gc.disable()  # while all is loaded nothing is garbage; `garbage.settle` begins to collect
