"""FastStream: a message at a time, each in a transaction of its own: effect, outbox row and position."""

from __future__ import annotations

import asyncio
from typing import Any

from faststream import AckPolicy, FastStream
from faststream.kafka import KafkaBroker, KafkaMessage, TopicPartition
from pymongo import AsyncMongoClient
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
broker = KafkaBroker(job.broker, logger=None)
app = FastStream(broker, logger=None)
client: Any = AsyncMongoClient(job.mongo, **connection())
db = client.get_database(job.database, write_concern=WriteConcern("majority", j=True))
positions, tally = Positions(), Tally(job)


@broker.subscriber(
    partitions=[TopicPartition(HEARD.name, partition) for partition in range(HEARD.partitions)],
    auto_offset_reset="earliest", ack_policy=AckPolicy.MANUAL, max_poll_records=BATCH, fetch_max_wait_ms=250,
)  # fmt: skip
async def keep(hour: MeterHour, message: KafkaMessage) -> None:
    """One meter's hour."""
    tally.begin()
    record: Any = message.raw_message
    headers = dict(record.headers)
    sequence = positions.new(record.partition, headers)
    if sequence is None:
        return
    document, row = grown(await db.meters.find_one({"_id": hour.source}), hour, time_of(headers))
    where, move = fence(record.partition, sequence)
    async with client.start_session() as session, await session.start_transaction():
        known = {"_id": document["_id"], "v": document["v"] - 1}
        if document["v"] == 1:
            await db.meters.insert_one(document, session=session)
        elif not (await db.meters.replace_one(known, document, session=session)).matched_count:
            raise RuntimeError("somebody else wrote the meter")
        await db.outbox.insert_one(row, session=session)
        if not (await db.positions.update_one(where, move, session=session)).matched_count:
            raise RuntimeError("fence lost")
    positions.next[record.partition] = sequence + 1
    if tally.committed(1):
        app.exit()


async def main() -> None:
    for name in ("meters", "outbox"):
        await db.create_collection(name)
    await db.outbox.create_index(OUTBOX_INDEX, partialFilterExpression={"pending": True})
    await db.positions.insert_many(POSITIONS)
    await app.run()


if __name__ == "__main__":
    asyncio.run(main())
