"""The volumes, in a database that no sample has come to."""

from __future__ import annotations

import json
import sys

from bench.storage.house import section
from libs.runtime.clock import Clock
from libs.store import Store
from services.storage.site import load
from services.storage.store import StorageUnit


def main() -> None:
    job = json.loads(sys.argv[1])
    store: Store[StorageUnit] = Store(job["mongo"], job["database"], "storage", StorageUnit, Clock())
    store.set_up()
    store.run(lambda unit: load(section(), unit))
    store.close()
    print("{}")


if __name__ == "__main__":
    main()
