"""Who may use which database: one user a service, on its own database alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl, quote_plus, urlencode, urlsplit, urlunsplit

from pymongo import MongoClient
from pymongo.errors import OperationFailure, PyMongoError

from libs.runtime.faults import CannotRunError

AUTHENTICATION_FAILED = 18
"""The name is not known, or the password is another."""
USER_EXISTS = 51003


def as_user(uri: str, user: str, password: str, source: str, replica_set: str = "") -> str:
    """The address `uri` for `user`, who is known in database `source`; its other options are kept."""
    parts = urlsplit(uri)
    hosts = parts.netloc.rpartition("@")[2]
    name = f"{quote_plus(user)}:{quote_plus(password)}"
    whole = urlunsplit(parts._replace(netloc=f"{name}@{hosts}", path="/"))
    return with_options(whole, authSource=source, **({"replicaSet": replica_set} if replica_set else {}))


def with_options(uri: str, **options: str) -> str:
    """The address with these options besides, or instead of, those that it has."""
    parts = urlsplit(uri)
    return urlunsplit(parts._replace(path=parts.path or "/", query=urlencode(dict(parse_qsl(parts.query)) | options)))


def grant(admin_uri: str, user: str, password: str, database: str) -> str:
    """Makes `user` (or sets its password and role again) who reads and writes `database` only; its address."""
    return grant_all(admin_uri, {user: password}, lambda _: database)[user]


def grant_all(admin_uri: str, passwords: Mapping[str, str], database_of: Callable[[str], str]) -> dict[str, str]:
    """The same for several users, by name, each with the database of its own.

    Raises `CannotRunError` where the server is away, refuses, or is no replica set (no transactions).
    """
    try:
        with MongoClient[dict[str, Any]](admin_uri, serverSelectionTimeoutMS=5000) as client:
            replica_set = client.admin.command("hello").get("setName")
            if not replica_set:
                raise CannotRunError("the database is no replica set, and only a replica set has transactions")
            for user, password in passwords.items():
                _let_in(client, user, password, database_of(user))
    except PyMongoError as failure:
        raise CannotRunError(f"the database does not let us make users: {failure}") from failure
    return {
        user: as_user(admin_uri, user, password, database_of(user), replica_set) for user, password in passwords.items()
    }


def roles_on(database: str) -> list[dict[str, str]]:
    """What a service may do: read and write in its own database."""
    return [{"role": "readWrite", "db": database}]


def _let_in(client: MongoClient[dict[str, Any]], user: str, password: str, database: str) -> None:
    access: dict[str, Any] = {"pwd": password, "roles": roles_on(database)}
    try:
        client[database].command("createUser", user, **access)
    except OperationFailure as failure:
        if failure.code != USER_EXISTS:
            raise
        client[database].command("updateUser", user, **access)
