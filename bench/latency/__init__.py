"""`latency.*`: from the commit in one service to the handler of another, at 500 events/s: 100 units of 5 a second.

Source and sink are real workers (relay, urgent safety lane), each a process of its own; a third process commits. Held
against the same broker bare: a producer that sends 500 a second one by one, and a consumer with the same settings.
Ours counts from the answer to the commit to the call of the handler, bare from `send` to `poll`. The workers are
stopped while the bare round runs.
"""

import warnings

warnings.filterwarnings("ignore", message=r"\s*Eventlet is deprecated")  # what workers import says so
