"""`scale.*`: what an event costs where: CPU of who hears it and of the relay, bytes of the record and on the broker.

The events are real: the whole platform runs under the simulator, at SPEED (1000) times the site's pace, until EVENTS
(10,000) were told. They are put on a broker of their own; then each service that hears many reads them with its own
handlers, on an empty database, in full batches. What counts is CPU seconds of processes, so that other work on the
machine does not. `docs/scale.md` has the figures of one run.
"""

import warnings

warnings.filterwarnings("ignore", message=r"\s*Eventlet is deprecated")  # what workers import says so
