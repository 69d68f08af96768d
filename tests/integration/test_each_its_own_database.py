"""As each of the six, every way into the databases of the others and of the server: each is refused."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pymongo import MongoClient
from pymongo.errors import OperationFailure

from libs.events.services import SERVICES
from libs.runtime.commands.topology import FORMATS
from libs.runtime.launch import ROOT
from libs.runtime.parts.grants import grant_all
from libs.runtime.platform import Database, free_port
from libs.runtime.topology import database_of

Client = MongoClient[dict[str, Any]]
Way = Callable[[Client, str], Any]

UNAUTHORIZED = 13
THE_SERVERS = ("admin", "local", "config")


def _own(client: Client) -> Any:
    return client.get_default_database()


def _user(client: Client) -> str:
    return str(_own(client).name).removeprefix("chapelle_")


def in_a_transaction(client: Client, db: str) -> None:
    with client.start_session() as session, session.start_transaction():
        _own(client).things.update_one({"_id": "one"}, {"$inc": {"n": 1}}, session=session)
        client[db].things.update_one({"_id": "one"}, {"$inc": {"n": 1}}, session=session)


def command(**asked: Any) -> Way:
    return lambda client, db: client[db].command(asked)


READS: dict[str, Way] = {
    "find": lambda client, db: client[db].things.find_one(),
    "count": lambda client, db: client[db].things.count_documents({}),
    "distinct": lambda client, db: client[db].things.distinct("_id"),
    "aggregate": lambda client, db: list(client[db].things.aggregate([{"$match": {}}])),
    "collections": lambda client, db: list(client[db].list_collections()),
    "indexes": lambda client, db: list(client[db].things.list_indexes()),
    "statistics": lambda client, db: client[db].command("dbStats"),
    "change stream": lambda client, db: client[db].watch(max_await_time_ms=1).close(),
}
WRITES: dict[str, Way] = {
    "insert": lambda client, db: client[db].things.insert_one({"_id": "new"}),
    "update": lambda client, db: client[db].things.update_one({"_id": "one"}, {"$set": {"n": 2}}, upsert=True),
    "delete": lambda client, db: client[db].things.delete_one({"_id": "new"}),
    "index": lambda client, db: client[db].things.create_index("n"),
    "merge": lambda client, db: _own(client).things.aggregate([{"$merge": {"into": {"db": db, "coll": "merged"}}}]),
    "out": lambda client, db: _own(client).things.aggregate([{"$out": {"db": db, "coll": "out"}}]),
    "in a transaction": in_a_transaction,
    "create": lambda client, db: client[db].create_collection("made"),
    "drop": lambda client, db: client[db].drop_collection("made"),
}
BEYOND: dict[str, Way] = {
    "make a user": lambda client, db: client[db].command("createUser", "eve", pwd=db, roles=[]),
    "make a role": lambda client, db: client[db].command("createRole", "any", privileges=[], roles=[]),
    "see users": lambda client, db: client[db].command("usersInfo", 1),
    "drop the database": lambda client, db: client.drop_database(db),
    "rights on it": lambda client, db: _own(client).command(
        "grantRolesToUser", _user(client), roles=[{"role": "read", "db": db}]
    ),
    "rename into it": lambda client, db: client.admin.command(
        "renameCollection", f"{_own(client).name}.things", to=f"{db}.renamed"
    ),
    "rename out of it": lambda client, db: client.admin.command(
        "renameCollection", f"{db}.things", to=f"{_own(client).name}.renamed"
    ),
}
OF_THE_SERVER: dict[str, Way] = {
    "what others run": command(aggregate=1, pipeline=[{"$currentOp": {"allUsers": True}}], cursor={}),
    "every change": command(aggregate=1, pipeline=[{"$changeStream": {"allChangesForCluster": True}}], cursor={}),
    "its parameters": command(setParameter=1, quiet=False),
    "its replica set": command(replSetGetConfig=1),
    "its end": command(shutdown=1),
}


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    with Database(tmp_path_factory.mktemp("six"), free_port()) as started:
        yield started


@pytest.fixture(scope="module")
def clients(database: Database) -> Iterator[dict[str, Client]]:
    """Each service as the platform lets it in, with a document of its own."""
    passwords = {service: database.secrets.password(service) for service in SERVICES}
    addresses = grant_all(database.admin_uri, passwords, database_of)
    made = {
        service: Client(address.replace("/?", f"/{database_of(service)}?")) for service, address in addresses.items()
    }
    for client in made.values():
        _own(client).things.insert_one({"_id": "one", "n": 1})
    yield made
    for client in made.values():
        client.close()


def code_of(way: Way, client: Client, db: str) -> int:
    """Why it was refused; 0: it was not."""
    try:
        way(client, db)
    except OperationFailure as refusal:
        return refusal.code or -1
    return 0


@pytest.mark.parametrize("service", SERVICES)
def test_every_way_into_anothers_database_is_refused(clients: dict[str, Client], service: str) -> None:
    others = [database_of(other) for other in SERVICES if other != service]
    codes = {
        (name, db): code_of(way, clients[service], db)
        for db in others
        for name, way in (READS | WRITES | BEYOND).items()
    }
    assert {tried: code for tried, code in codes.items() if code != UNAUTHORIZED} == {}


@pytest.mark.parametrize("service", SERVICES)
def test_the_servers_own_is_nobodys(clients: dict[str, Client], service: str) -> None:
    client = clients[service]
    codes = {(name, db): code_of(way, client, db) for db in THE_SERVERS for name, way in READS.items()}
    codes |= {(name, "admin"): code_of(way, client, "admin") for name, way in (WRITES | BEYOND | OF_THE_SERVER).items()}
    assert {tried: code for tried, code in codes.items() if code != UNAUTHORIZED} == {}


@pytest.mark.parametrize("service", SERVICES)
def test_in_its_own_each_may_do_its_work(clients: dict[str, Client], service: str) -> None:
    own = database_of(service)
    assert {name: code_of(way, clients[service], own) for name, way in (READS | WRITES).items()} == dict.fromkeys(
        READS | WRITES, 0
    )


@pytest.mark.parametrize("service", SERVICES)
def test_it_sees_no_other_database_by_name(clients: dict[str, Client], service: str) -> None:
    assert clients[service].list_database_names() == [database_of(service)]


def test_the_users_are_those_of_the_topology(database: Database, clients: dict[str, Client]) -> None:
    with Client(database.admin_uri) as admin:
        users = [
            user for user in admin.admin.command("usersInfo", {"forAllDBs": True})["users"] if user["db"] != "admin"
        ]
    made = {(user["user"], user["db"]): user["roles"] for user in users}
    written = json.loads((ROOT / FORMATS["mongo-roles"]).read_text())
    assert made == {(user["user"], user["db"]): user["roles"] for user in written}


def test_anothers_password_is_none(database: Database, clients: dict[str, Client]) -> None:
    password = database.secrets.password("access")
    uri = f"mongodb://fire:{password}@127.0.0.1:{database.port}/?authSource=chapelle_fire&directConnection=true"
    with Client(uri) as client, pytest.raises(OperationFailure, match="Authentication failed"):
        client.chapelle_fire.things.find_one()
