"""Whether the database lets us in: asked on a connection of its own, since all others wait until it does."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from pymongo import MongoClient
from pymongo.errors import OperationFailure, PyMongoError

from libs.runtime.parts.grants import AUTHENTICATION_FAILED

PATIENCE_MS = 3_000


def knock_at_database(uri: str) -> str:
    """A sentence where it does not; nothing where it does, or is only away, for that passes."""
    patience: dict[str, Any] = {"serverSelectionTimeoutMS": PATIENCE_MS, "connectTimeoutMS": PATIENCE_MS}
    try:
        with MongoClient[dict[str, Any]](uri, maxPoolSize=1, appname="chapelle-knock", **patience) as client:
            client.admin.command("ping")
    except OperationFailure as refusal:
        if refusal.code != AUTHENTICATION_FAILED:
            return ""
        user = urlsplit(uri).username
        return (
            f"the database does not let {user} in: the name or the password is wrong; set"
            " CHAPELLE_MONGO (or what is in its file) and start this process again"
        )
    except PyMongoError as fault:
        _, verified, why = str(fault).partition("certificate verify failed: ")
        return f"the database's certificate is not believed: {why.partition(' (')[0]}" if verified else ""
    except (OSError, ValueError) as fault:
        return f"the database cannot be asked, by CHAPELLE_MONGO and CHAPELLE_MONGO_CA_FILE as they are: {fault}"
    return ""
