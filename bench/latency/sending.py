"""Bare, the producing side: sends the time of each send, one by one, at an even pace."""

from __future__ import annotations

import json
import sys
import time

from kafka import KafkaProducer

from bench.latency.pace import EVENTS, UNITS, paced


def main() -> None:
    job = json.loads(sys.argv[1])
    producer = KafkaProducer(bootstrap_servers=job["broker"], acks="all", linger_ms=0, metrics_enabled=False)
    for turn in paced(UNITS * EVENTS, job["seconds"]):
        partition = turn % job["partitions"]
        producer.send(job["topic"], key=b"h", value=b"%d" % time.monotonic_ns(), partition=partition)
    producer.flush()
    producer.close()
    print("{}")


if __name__ == "__main__":
    main()
