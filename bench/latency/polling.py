"""Bare, the consuming side: how long each record took, in nanoseconds."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

from kafka import TopicPartition

from libs.bus.consumers import make_consumer
from libs.runtime.settings import Settings


def main() -> None:
    job = json.loads(sys.argv[1])
    nowhere = Path(os.devnull)
    settings = Settings(
        service="bare", broker=job["broker"], broker_kind=job["broker_kind"], mongo="", database="", port=1,
        token_file=nowhere, public_key_file=nowhere,
    )  # fmt: skip
    consumer = make_consumer(settings, "safety", job["within"])
    places = [TopicPartition(job["topic"], partition) for partition in range(job["partitions"])]
    consumer.assign(places)
    consumer.seek_to_beginning(*places)
    print("ready", flush=True)
    took: list[int] = []
    while len(took) < job["records"]:
        for records in consumer.poll(timeout_ms=200).values():
            now = time.monotonic_ns()
            took += [now - int(record.value) for record in records]
    print(json.dumps(took))
    consumer.close(autocommit=False)


if __name__ == "__main__":
    main()
