"""A service's section of the site file, loaded into a database in which nothing else is."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any

from libs.runtime.clock import Clock
from libs.store import Store, Unit


def begin(service: str, unit: type[Unit], load: Callable[[Any], object]) -> None:
    """As a process that is told where its database is."""
    job = json.loads(sys.argv[1])
    store: Store[Any] = Store(job["mongo"], job["database"], service, unit, Clock())
    store.set_up()
    store.run(load)
    store.close()
    print("{}")
