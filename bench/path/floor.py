"""The floor: bare poll, and one bulk write a batch in one transaction: a document a record, kept as it came."""

from __future__ import annotations

from kafka import KafkaConsumer, TopicPartition
from pymongo import MongoClient, ReplaceOne
from pymongo.write_concern import WriteConcern

from bench.path.job import BATCH, Job, Tally
from bench.path.meters import HEARD
from bench.path.peer_store import connection


def main() -> None:
    job = Job.given()
    client = MongoClient(job.mongo, **connection())
    db = client.get_database(job.database, write_concern=WriteConcern("majority", j=True))
    db.create_collection("meters")
    consumer = KafkaConsumer(
        bootstrap_servers=job.broker, enable_auto_commit=False, auto_offset_reset="earliest", max_poll_records=BATCH,
        fetch_max_wait_ms=250, allow_auto_create_topics=False, metrics_enabled=False,
    )  # fmt: skip
    consumer.assign([TopicPartition(HEARD.name, partition) for partition in range(HEARD.partitions)])
    tally, over = Tally(job), False
    while not over:
        for records in consumer.poll(timeout_ms=200).values():
            tally.begin()
            writes = [
                ReplaceOne({"_id": r.key.decode()}, {"value": r.value, "headers": dict(r.headers)}, upsert=True)
                for r in records
            ]
            with client.start_session() as session, session.start_transaction():
                db.meters.bulk_write(writes, ordered=False, session=session)
            over = tally.committed(len(records))
    consumer.close(autocommit=False)


if __name__ == "__main__":
    main()
