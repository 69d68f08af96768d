"""nameko: an entrypoint that runs a worker a message, each in a transaction: effect, outbox row and position."""

from __future__ import annotations

from typing import Any

from eventlet.event import Event
from kafka import KafkaConsumer, TopicPartition
from nameko.containers import ServiceContainer
from nameko.extensions import Entrypoint
from pymongo import MongoClient
from pymongo.write_concern import WriteConcern

from bench.path.job import BATCH, Job, Tally
from bench.path.meters import HEARD
from bench.path.peer_store import (
    OUTBOX_INDEX,
    POSITIONS,
    MeterHour,
    Positions,
    connection,
    fence,
    grown,
    time_of,
)

job = Job.given()
client: Any = MongoClient(job.mongo, **connection())
db = client.get_database(job.database, write_concern=WriteConcern("majority", j=True))
positions, tally, over = Positions(), Tally(job), Event()


class Message(Entrypoint):
    """Polls, and hands over each message as it comes, the next when the worker is done."""

    def start(self) -> None:
        self.container.spawn_managed_thread(self.run)

    def run(self) -> None:
        consumer = KafkaConsumer(
            bootstrap_servers=job.broker, enable_auto_commit=False, auto_offset_reset="earliest",
            max_poll_records=BATCH, fetch_max_wait_ms=250, allow_auto_create_topics=False, metrics_enabled=False,
        )  # fmt: skip
        consumer.assign([TopicPartition(HEARD.name, partition) for partition in range(HEARD.partitions)])
        while True:
            for records in consumer.poll(timeout_ms=200).values():
                for record in records:
                    self.hand_over(record)

    def hand_over(self, record: Any) -> None:
        done = Event()

        def finished(_context: Any, result: Any, failure: Any) -> tuple[Any, Any]:
            done.send(failure)
            return result, failure

        self.container.spawn_worker(self, (record,), {}, handle_result=finished)
        failure = done.wait()
        if failure is not None:
            raise failure[1]


class MeterService:
    name = "meters"

    @Message.decorator
    def keep(self, record: Any) -> None:
        tally.begin()
        headers = dict(record.headers)
        hour = MeterHour.model_validate_json(record.value)
        sequence = positions.new(record.partition, headers)
        if sequence is None:
            return
        document, row = grown(db.meters.find_one({"_id": hour.source}), hour, time_of(headers))
        where, move = fence(record.partition, sequence)
        with client.start_session() as session, session.start_transaction():
            known = {"_id": document["_id"], "v": document["v"] - 1}
            if document["v"] == 1:
                db.meters.insert_one(document, session=session)
            elif not db.meters.replace_one(known, document, session=session).matched_count:
                raise RuntimeError("somebody else wrote the meter")
            db.outbox.insert_one(row, session=session)
            if not db.positions.update_one(where, move, session=session).matched_count:
                raise RuntimeError("fence lost")
        positions.next[record.partition] = sequence + 1
        if tally.committed(1):
            over.send(None)


def main() -> None:
    for name in ("meters", "outbox"):
        db.create_collection(name)
    db.outbox.create_index(OUTBOX_INDEX, partialFilterExpression={"pending": True})
    db.positions.insert_many(POSITIONS)
    container = ServiceContainer(MeterService, config={"max_workers": 1})
    container.start()
    over.wait()
    container.kill()
