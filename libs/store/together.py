"""Statements sent to the database at once, and answered one after the other: one round trip for all of them.

The driver waits for each answer before it sends the next, and a transaction of six statements took twice as long by it.
The database takes what comes on a connection in turn, so each statement is what it is by itself; once one of a
transaction has failed, those after it are refused.

This file alone reaches into the driver, which has no way of its own before MongoDB 8; the driver's version is pinned.
"""

from __future__ import annotations

import itertools
import struct
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from bson import encode
from pymongo import MongoClient
from pymongo._telemetry import _CommandTelemetry
from pymongo.client_session import ClientSession
from pymongo.client_session_shared import _UNKNOWN_COMMIT_ERROR_CODES, _reraise_with_unknown_commit, _TxnState
from pymongo.errors import (
    AutoReconnect,
    BulkWriteError,
    ConnectionFailure,
    OperationFailure,
    ServerSelectionTimeoutError,
    WriteConcernError,
)
from pymongo.helpers_shared import _check_command_response
from pymongo.monitoring import ConnectionClosedReason
from pymongo.read_preferences import ReadPreference
from pymongo.synchronous.pool import Connection

Document = dict[str, Any]

_numbers = itertools.count(1)
_HEADER, _SIZE = struct.Struct("<iiiiIx"), struct.Struct("<i")
OP_MSG = 2013
ROOM = 65_536
"""Bytes that may be sent behind a read whose answer nobody takes yet: with more, each end might wait for the other."""


class Statement(NamedTuple):
    """A command as the database knows it; `documents`: what it writes, encoded, as its `field`.

    `check` raises where the answer is not what it has to be. `outside`: a read, not of the transaction that others are
    of; its answer may be long, while that to a write is some bytes.
    """

    command: Document
    check: Callable[[Document], None]
    field: str = ""
    documents: Sequence[bytes] = ()
    outside: bool = False


class _Made(NamedTuple):
    statement: Statement
    number: int
    command: Document
    message: bytes
    told: _CommandTelemetry


def together(
    client: MongoClient[Any], database: str, statements: Iterable[Statement], session: ClientSession | None = None
) -> None:
    """Raises the first fault in their order: the driver's error of the statement, or what its `check` raises.

    A list goes as it is. Of what is still to be made (an iterator) the first goes alone, so that the database has begun
    while the others are made. `session`: of the transaction; its first statement begins it.
    """
    with client._conn_for_writes(session, "together") as connection:
        connection.apply_timeout(None)
        made = (_made(client, connection, database, one, session) for one in statements)
        begun = list(itertools.islice(made, 1)) if isinstance(statements, Iterator) else []
        heard: list[tuple[Statement, Document]] = []
        try:
            _send(connection, begun)
            for some in _goes(list(made)):
                _send(connection, some)
                heard += [(one.statement, _answered(client, connection, one, session)) for one in (*begun, *some)]
                begun = []
        except BaseException:  # an answer that nobody took would be the next one's
            connection.close_conn(ConnectionClosedReason.ERROR)
            raise
        for statement, answer in heard:
            _check_command_response(answer, connection.max_wire_version)
            if answer.get("writeErrors"):
                raise BulkWriteError(answer)
            statement.check(answer)


def reads(client: MongoClient[Any], database: str, statements: Sequence[Statement]) -> None:
    """Of no transaction. Where the connection was lost they are asked once more, as the driver does with its reads."""
    try:
        together(client, database, statements)
    except ServerSelectionTimeoutError:
        raise
    except AutoReconnect:
        together(client, database, statements)


def commit(session: ClientSession) -> None:
    """Commits what the session's transaction wrote, by one command: the driver's own way to it costs more than all
    that was written before.

    Raises what the driver's `commit_transaction` raises, with its label where the outcome is not known; but asks once.
    Then `commit_transaction` is to be asked: it is for the same again.
    """
    transaction = session._transaction
    transaction.attempt += 1
    try:
        _ask_for_commit(session)
    except (ConnectionFailure, WriteConcernError) as fault:
        _reraise_with_unknown_commit(fault)
    except OperationFailure as fault:
        if fault.code in _UNKNOWN_COMMIT_ERROR_CODES:
            _reraise_with_unknown_commit(fault)
        raise
    finally:
        transaction.state = _TxnState.COMMITTED  # asked for: where it was refused, there is nothing to abort


def _ask_for_commit(session: ClientSession) -> None:
    client = session.client
    command = {"commitTransaction": 1, "writeConcern": client.write_concern.document}
    with client._conn_for_writes(session, "commitTransaction") as connection:
        connection.apply_timeout(None)
        made = _made(client, connection, "admin", Statement(command, _expect_plain), session)
        _send(connection, [made])
        answer = _answered(client, connection, made, session)
        _check_command_response(answer, connection.max_wire_version)
        made.statement.check(answer)


def _expect_plain(answer: Document) -> None:
    """Raises `WriteConcernError` where it is not said that the journal has it."""
    if fault := answer.get("writeConcernError"):
        raise WriteConcernError(str(fault.get("errmsg")), fault.get("code"), answer)


def _goes(made: Sequence[_Made]) -> Iterator[list[_Made]]:
    """What is sent before any answer is taken: all, unless much would come behind a read."""
    go: list[_Made] = []
    room = ROOM
    for one in made:
        if any(before.statement.outside for before in go):
            room -= len(one.message)
        if room < 0:
            yield go
            go, room = [], ROOM
        go.append(one)
    yield go


def _send(connection: Connection, made: Sequence[_Made]) -> None:
    if made:
        for one in made:
            one.told.started(one.command, False)
        largest = max((len(document) for one in made for document in one.statement.documents), default=0)
        connection.send_message(b"".join(one.message for one in made), largest)


def _answered(client: MongoClient[Any], connection: Connection, one: _Made, session: ClientSession | None) -> Document:
    reply = connection.receive_message(one.number)
    answer: Document = reply.unpack_response(codec_options=client.codec_options)[0]
    client._process_response(answer, session)
    if answer["ok"] == 1:
        one.told.succeeded(answer, next(iter(one.command)), False)
    else:
        one.told.failed(answer, next(iter(one.command)), True)
    return answer


def _made(
    client: MongoClient[Any], connection: Connection, database: str, one: Statement, session: ClientSession | None
) -> _Made:
    command, number = {**one.command, "$db": database}, next(_numbers) & 0x7FFFFFFF
    within = None if one.outside else session
    if within is not None:
        within._apply_to(command, False, ReadPreference.PRIMARY, connection)
        if within._starting_transaction:
            within._transaction.set_in_progress()
    connection.send_cluster_time(command, within, client)
    told = _CommandTelemetry(client._topology_id, connection, client._event_listeners, command, database, number, None)
    return _Made(one, number, command, _message(number, encode(command), one), told)


def _message(number: int, command: bytes, one: Statement) -> bytes:
    """As the wire protocol has it: header and flags, the command, its documents as a sequence of their own."""
    parts = [command]
    if one.documents:
        name = one.field.encode() + b"\0"
        size = _SIZE.size + len(name) + sum(map(len, one.documents))
        parts += [b"\1", _SIZE.pack(size), name, *one.documents]
    return b"".join((_HEADER.pack(_HEADER.size + sum(map(len, parts)), number, 0, OP_MSG, 0), *parts))
