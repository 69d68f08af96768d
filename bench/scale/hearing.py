"""A service's own handlers, under eventlet as in its worker: all records of the topics that it is told, to the last."""

from __future__ import annotations

import json
import sys

from bench.path.job import Job
from bench.path.ours import apply
from libs.bus.worker import handlers_of, worker_of


def main() -> None:
    told = json.loads(sys.argv[1])
    service, topics = told.pop("service"), told.pop("topics")
    kind = worker_of("services", service)
    apply(Job(**told), service, kind.unit, handlers_of(kind), kind(), topics)


if __name__ == "__main__":
    main()
