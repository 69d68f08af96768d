"""The proof that single events of the record are what was chained and signed: for whoever shows them to others."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query
from pydantic import Field

from libs.audit import Kept, prove
from libs.http.api import Api
from libs.http.shapes import Answer
from libs.http.values import ASKED, At


class EventProof(Answer):
    """Of one event."""

    sequence: int
    hash: str
    """SHA-256, hexadecimal, of all that the event says but its number; empty where nothing stands there."""
    checkpoint: int | None
    """The first signed one that covers it; null: not signed yet."""
    signed_at: At | None
    """By the machine's clock."""
    fault: str | None
    """Where it does not agree, in a sentence; null where it does."""


class EventProofs(Answer):
    items: list[EventProof]
    """In the order of `sequence`."""


Numbers = Annotated[
    str,
    Query(pattern=r"^[0-9]{1,18}(,[0-9]{1,18}){0,199}$", description="1 to 200 numbers", examples=["1,2,7"]),
]  # fmt: skip
Topic = Annotated[str, Query(max_length=200, description="The topic", examples=["chapelle.fire.zone.v1"])]
Partition = Annotated[int, Field(ge=0, le=999), ASKED, Query(description="Of the topic")]


def add_proof_route(api: Api) -> None:
    """Mounts it on a service's API."""

    @api.get("/v1/record/proof", scope="record:read")
    def record_proof(topic: Topic, partition: Partition, sequences: Numbers) -> EventProofs:
        """Makes the chain again from these events up to the signed checkpoints that cover them."""
        wanted = [int(number) for number in sequences.split(",")]
        found = prove(api.store, Kept.of(api.settings), topic, partition, wanted)
        return EventProofs(items=[EventProof(**proof._asdict()) for proof in found])
