"""The site's meters, in a database that nothing has been read in."""

from __future__ import annotations

import json
import sys

from bench.power.house import section
from libs.runtime.clock import Clock
from libs.store import Store
from services.power.site import load
from services.power.store import PowerUnit


def main() -> None:
    job = json.loads(sys.argv[1])
    store: Store[PowerUnit] = Store(job["mongo"], job["database"], "power", PowerUnit, Clock())
    store.set_up()
    store.run(lambda unit: load(section(), unit))
    store.close()
    print("{}")


if __name__ == "__main__":
    main()
