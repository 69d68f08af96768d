"""A wrong password for the database, at the start and while all runs: said once, tried again, and nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pymongo import MongoClient

from libs.runtime.secrets import write_private
from libs.testing.running import Parts, Running, until
from tests.integration.counting import add, booked, ready, says

SENTENCE = "does not let"


@pytest.fixture
def toys(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with Parts.started(tmp_path_factory.mktemp("refused")) as parts:
        services = Running(parts, "libs.testing.toys", ("counter", "ledger"))
        yield services
        services.stop()


def told(toys: Running, service: str, password: str = "") -> dict[str, str]:
    """Its address of the database, in a file, with another password than its own if one is named."""
    address = toys.environment(service, "api")["CHAPELLE_MONGO"]
    user, _, rest = address.partition("@")
    file: Path = toys.parts.folder / f"{service}.mongo"
    write_private(file, (f"{user.rpartition(':')[0]}:{password}@{rest}" if password else address).encode())
    return {"CHAPELLE_MONGO": "", "CHAPELLE_MONGO_FILE": str(file)}


def set_password(toys: Running, service: str, password: str) -> None:
    """As its administrator does it, in the database."""
    with MongoClient[dict[str, Any]](toys.parts.database.admin_uri) as admin:
        admin[toys.database_of(service)].command("updateUser", f"{toys.suffix}-{service}", pwd=password)


def test_a_wrong_password(toys: Running) -> None:
    # -- 0 s: the counter is told a password that is not its own
    for process in ("api", "worker"):
        toys.start("counter", process, **told(toys, "counter", "not-its-own"))
        toys.start("ledger", process)
    until(lambda: says(toys, SENTENCE, process="api") and says(toys, SENTENCE, process="worker"), "both say so")
    refused = ready(toys, "counter", "api")
    assert (refused.status_code, SENTENCE in refused.text, "not-its-own" in refused.text) == (503, True, False)
    assert add(toys, "early") == 503

    # -- the database learns that password: they go on, without being started again
    pids = {process: toys.processes["counter", process].pid for process in ("api", "worker")}
    set_password(toys, "counter", "not-its-own")
    toys.wait_ready()
    assert {process: toys.processes["counter", process].pid for process in pids} == pids
    assert {says(toys, SENTENCE, process=process) for process in pids} == {1}
    assert add(toys, "first") == 200
    until(lambda: booked(toys, "first") == [1], "it has come")

    # -- it is changed while they run: what they have open goes on, and yet they say it
    set_password(toys, "counter", "the-next")
    until(lambda: ready(toys, "counter", "api").status_code == 503, "the api is not ready")
    until(lambda: ready(toys, "counter", "worker").status_code == 503, "the worker is not ready")
    taken = add(toys, "meanwhile")
    assert taken in (200, 503)

    # -- the two are told, and started again; the ledger is not
    ledger = toys.processes["ledger", "worker"].pid
    for process in pids:
        toys.end("counter", process)
        toys.start("counter", process, **told(toys, "counter", "the-next"))
    toys.wait_ready()
    assert add(toys, "after") == 200
    until(lambda: booked(toys, "after") == [1], "it has come")
    until(lambda: booked(toys, "meanwhile") == [1] * (taken == 200), "what was taken has come")
    assert toys.processes["ledger", "worker"].pid == ledger
