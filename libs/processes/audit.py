"""Makes the chain of a service's record again, and says in JSON what was found: `python -m libs.processes.audit fire`.

It reads all of it and computes as fast as it can, in a process of its own and after all others: who is asked meanwhile
answers as ever.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

from pymongo.errors import PyMongoError

from libs.audit import Kept, verify_chain
from libs.processes.precedence import give_way
from libs.runtime.logs import set_up_logs
from libs.runtime.settings import load_settings
from libs.store import Store, Unit, passes


def main() -> int:
    """1: it could not be looked at, and the last line of the errors says why; 75: nor now, for the database is away."""
    settings = load_settings(sys.argv[1])
    set_up_logs(settings.service, "audit", "warning", sys.stderr)
    give_way()
    store: Store[Any] = Store(settings.mongo_uri, settings.database, settings.service, Unit, settings.platform_clock)
    try:
        found = verify_chain(store, Kept.of(settings))
    except (PyMongoError, OSError) as fault:
        sys.stderr.write(f"{fault}\n")
        return os.EX_TEMPFAIL if isinstance(fault, PyMongoError) and passes(fault) else 1
    finally:
        store.close()
    sys.stdout.write(json.dumps(found._asdict()) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
