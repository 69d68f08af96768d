"""So many tenants with their year, whose first months are closed."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any

from bench.billing.closing import close
from bench.billing.house import MONTHS, agreed, names, opened, usage
from libs.store import Store
from services.billing.document.press import Press
from services.billing.store import BillingUnit

NAMED = ("_id", "id", "source", "tenant")
"""The fields in which a tenant is named."""


def main() -> None:
    job = json.loads(sys.argv[1])
    store, ids, press = opened(job["mongo"], job["database"]), names(job["tenants"]), Press()
    store.set_up()
    store.run(lambda unit: agreed(unit, ids))
    _insert(store, ids)
    for month in MONTHS[: job["closed"]]:
        close(store, month, press)
    press.close()
    store.close()
    print("{}")


def _insert(store: Store[BillingUnit], ids: list[str]) -> None:
    """What was told of one tenant, made once, is told of every other."""
    unit = store.unit()
    told: dict[str, list[dict[str, Any]]] = {}
    for collection, entity in usage(ids[0]):
        told.setdefault(unit.place_of(collection), []).append(collection.to_document(entity, 1))
    for place, documents in told.items():
        for id in ids:
            store.db[place].insert_many(_renamed(documents, ids[0], id), ordered=False)


def _renamed(documents: list[dict[str, Any]], was: str, now: str) -> Iterator[dict[str, Any]]:
    for document in documents:
        yield document | {name: document[name].replace(was, now) for name in NAMED if name in document}


if __name__ == "__main__":
    main()
