"""`fire.*`: from an activation sent to fire's API until `doors-released` is committed by access.

Beside it 2,000 events/s of a crowd are committed, relayed and applied by services of their own, on the same broker,
database and cores. `alarms`: so; `behind`: while 200,000 more of that topic wait and are worked off; `bare`: a record
from a producer to a consumer with the settings of the safety lane, beside the same crowd. The path has one such hop.
"""

import warnings

warnings.filterwarnings("ignore", message=r"\s*Eventlet is deprecated")  # what workers import says so
