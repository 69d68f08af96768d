"""What the press is asked, and what it answers: one MessagePack value after its length, over a pipe."""

from __future__ import annotations

from typing import BinaryIO

import msgspec

from libs.events import Value
from services.billing.domain.invoice import Invoice
from services.billing.tables import Table

LENGTH_BYTES = 4


class Check(Value, tag=True):
    """The XML of this invoice, and all that is wrong with it."""

    invoice: Invoice


class Print(Value, tag=True):
    """The PDF of this invoice, with its XML in it."""

    invoice: Invoice
    xml: bytes


class Parquet(Value, tag=True):
    """A table in the format of Apache Parquet."""

    table: Table


class Answer(Value):
    """`document`: XML, PDF or Parquet; empty where it could not be made."""

    faults: tuple[str, ...]
    document: bytes


Question = Check | Print | Parquet


def send(pipe: BinaryIO, message: Question | Answer) -> None:
    data = msgspec.msgpack.encode(message)
    pipe.write(len(data).to_bytes(LENGTH_BYTES, "big") + data)
    pipe.flush()


def receive(pipe: BinaryIO) -> bytes:
    """The next message; raises EOFError where the other side has gone."""
    return _exactly(pipe, int.from_bytes(_exactly(pipe, LENGTH_BYTES), "big"))


def _exactly(pipe: BinaryIO, size: int) -> bytes:
    data = pipe.read(size)
    if len(data) < size:
        raise EOFError("the other side has gone")
    return data
