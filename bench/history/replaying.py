"""A replay: everything that a record holds, asked for over HTTP, into a projection that is then swapped."""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path

from bench.history.reader import Grown, Reader, ReaderUnit
from bench.path.meters import MeterGrew
from libs.bus.handlers import Handler, Handlers
from libs.bus.record import Record
from libs.bus.replay import Replay
from libs.runtime.clock import Clock
from libs.store import Store


def main() -> None:
    job = json.loads(sys.argv[1])
    store: Store[ReaderUnit] = Store(job["mongo"], job["database"], "reader", ReaderUnit, Clock())
    store.set_up()
    record, handlers = Record(lambda _: str(job["url"]), Path(job["token_file"])), Handlers()
    handlers.add(Handler("keep", MeterGrew, lambda e: [(Grown, e.meter)]))
    for (topic, partition), last in record.lasts("bench").items():  # all of it was heard
        position = {"$set": {"next": last + 1, "offset": 0, "owner": ""}}
        store.db.positions.update_one({"_id": f"{topic}/{partition}"}, position, upsert=True)
    filled = Replay(store, Reader(), handlers, ["bench"], record, batch=1_000).fill_again()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"events": filled.events, "seconds": filled.seconds, "peak": peak}))


if __name__ == "__main__":
    main()
